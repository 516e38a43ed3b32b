// What the sealed parts of a webhook are bound to.
export const urlPurpose = (id: string): string => `webhook-url:${id}`;
export const secretPurpose = (id: string): string => `webhook-secret:${id}`;
