// Writes web/api/schema.d.ts. Needs the built server (npm run api-types builds it first), but none that runs.
import { writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { apiTypes } from './api-types.mjs';

const root = dirname(dirname(fileURLToPath(import.meta.url)));
const built = (path) => import(join(root, 'dist', 'src', path));
const { describeApi } = await built('api/server.js');
const { createLogger } = await built('logger.js');
const { systemClock } = await built('clock.js');

const document = await describeApi({ logger: createLogger('silent'), clock: systemClock, newId: () => '' });
writeFileSync(join(root, 'web', 'api', 'schema.d.ts'), await apiTypes(document));
