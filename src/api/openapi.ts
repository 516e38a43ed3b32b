// The OpenAPI document, made from the schemas that validate and serialise; shown at /api/docs without any network.
import swagger from '@fastify/swagger';
import swaggerUi from '@fastify/swagger-ui';
import { jsonSchemaTransform, jsonSchemaTransformObject } from 'fastify-type-provider-zod';
import { z } from 'zod';
import { AuditEntry } from '../contract/audit.ts';
import { Connection, SharedConnection } from '../contract/connections.ts';
import { Export } from '../contract/exports.ts';
import { Mapping } from '../contract/mapping.ts';
import { Problem } from '../contract/problem.ts';
import { Rule } from '../contract/rules.ts';
import { Rejection, Run } from '../contract/runs.ts';
import { Schedule } from '../contract/schedule.ts';
import { Segment } from '../contract/segments.ts';
import { Source, Table } from '../contract/sources.ts';
import { Task } from '../contract/tasks.ts';
import { User } from '../contract/users.ts';
import type { App } from './app.ts';
import { docsPrefix } from './policy.ts';
import { sessionCookie } from './session-cookie.ts';

/** The contract's nouns, each described once and referred to by name. */
const named = {
  AuditEntry,
  Connection,
  Export,
  Mapping,
  Problem,
  Rejection,
  Rule,
  Run,
  Schedule,
  Segment,
  SharedConnection,
  Source,
  Table,
  Task,
  User,
};

for (const [id, schema] of Object.entries(named)) z.globalRegistry.add(schema, { id });

/** Must be installed before the routes that it describes. */
export async function installOpenApi(app: App): Promise<void> {
  await app.register(swagger, {
    openapi: {
      openapi: '3.1.0',
      info: {
        title: 'Segue',
        version: '1',
        description:
          'Takes segments of unified customer profiles to Omnisend. Errors are problem JSON (RFC 9457); lists answer `{items, total}`.',
      },
      components: {
        securitySchemes: {
          token: { type: 'http', scheme: 'bearer', description: 'A token made with POST /api/tokens.' },
          session: { type: 'apiKey', in: 'cookie', name: sessionCookie },
        },
      },
      security: [{ token: [] }, { session: [] }],
    },
    transform: jsonSchemaTransform,
    transformObject: jsonSchemaTransformObject,
  });
  await app.register(swaggerUi, {
    routePrefix: docsPrefix,
    uiConfig: { deepLinking: true, docExpansion: 'none', tryItOutEnabled: false },
    theme: { title: 'Segue API' },
  });
}

export function openApiRoutes(app: App): void {
  app.get(
    '/api/openapi.json',
    { config: { call: 'docs.read' }, schema: { hide: true } },
    async (_request, reply) =>
      reply.type('application/json; charset=utf-8').send(JSON.stringify(app.swagger())),
  );
}
