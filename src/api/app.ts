// The one shape of Fastify that the API uses: Zod schemas validate what comes in and decide what goes out.
import type { IncomingMessage, ServerResponse } from 'node:http';
import type { FastifyBaseLogger, FastifyInstance, FastifyRequest, RawServerDefault } from 'fastify';
import type { ZodTypeProvider } from 'fastify-type-provider-zod';
import type { Call, Credential } from '../core/permissions.ts';
import { SegueError } from '../errors.ts';
import type { Person } from '../store/users.ts';

export type App = FastifyInstance<
  RawServerDefault,
  IncomingMessage,
  ServerResponse,
  FastifyBaseLogger,
  ZodTypeProvider
>;

/** Who makes a request, and how they showed it. */
export type Caller = {
  user: Person;
  credential: Credential;
  sessionHash: string | null;
  /** Of a token that runs out. */
  expiresAt?: Date | null;
};

declare module 'fastify' {
  interface FastifyContextConfig {
    /** The entry of core/permissions.ts that decides who may; a route without one does not start. */
    call?: Call;
  }
  interface FastifyRequest {
    caller: Caller | null;
  }
}

/** The caller of a route that only somebody signed in reaches. */
export function callerOf(request: Pick<FastifyRequest, 'caller'>): Caller {
  if (request.caller !== null) return request.caller;
  throw new SegueError('unauthenticated', { detail: 'This call needs somebody who is signed in.' });
}
