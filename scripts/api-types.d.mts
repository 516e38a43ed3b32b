export function apiTypes(document: object): Promise<string>;
