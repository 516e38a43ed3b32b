// The API's types for the web app, from the OpenAPI document that the server makes of its own schemas.
import openapiTS, { astToString } from 'openapi-typescript';

const head =
  '// Made by `npm run api-types` from the OpenAPI document: change the schemas in src/contract instead.\n';

/**
 * @param {object} document
 * @returns {Promise<string>} the text of web/api/schema.d.ts
 */
export async function apiTypes(document) {
  // Through JSON, as it is served: what is undefined is left out.
  const served = JSON.parse(JSON.stringify(document));
  return head + astToString(await openapiTS(served));
}
