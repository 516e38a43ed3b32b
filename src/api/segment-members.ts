// Who is in a segment, or would be.
import type { FastifyReply } from 'fastify';
import { z } from 'zod';
import type { Context } from '../context.ts';
import { SegmentId } from '../contract/ids.ts';
import { page, pageOf } from '../contract/lists.ts';
import { Preview, PreviewInput } from '../contract/segments.ts';
import { Cell } from '../contract/tables.ts';
import { SegueError } from '../errors.ts';
import { membersCsv, previewMembers, readMembers } from '../lake/members.ts';
import { findStoredSegment } from '../store/segments.ts';
import { allTables, profileTableOf } from '../store/tables.ts';
import { answer, answerOrText } from './answers.ts';
import type { App } from './app.ts';
import { sendCsv } from './csv.ts';
import { found, idParams } from './params.ts';
import { badRequest } from './problems.ts';
import { tablesFor } from './rule-tables.ts';

const tags = ['Segments'];

const MemberQuery = z.strictObject({ ...page, format: z.enum(['json', 'csv']).default('json') });

export function segmentMemberRoutes(app: App, ctx: Context): void {
  app.post(
    '/api/segments/preview',
    {
      config: { call: 'segments.preview' },
      schema: {
        tags,
        summary: 'Who would be in a segment with these rules',
        description: 'With how many each rule finds. Work on it ends when the caller goes away.',
        body: PreviewInput,
        response: answer(200, Preview, 'ruleInvalid', 'ruleTypeMismatch', 'notIngested'),
      },
    },
    async ({ body: { rules } }, reply) => {
      const tables = await tablesFor(ctx, rules);
      const gone = goneSignal(reply);
      const options = { rules, tables, now: ctx.clock.now(), signal: gone };
      return previewMembers(ctx.lake, ctx.storage, options).catch((error: unknown) => {
        throw gone.aborted ? badRequest('The caller did not wait for the answer.') : error;
      });
    },
  );

  app.get(
    '/api/segments/:id/members',
    {
      config: { call: 'segments.members' },
      schema: {
        tags,
        summary: 'The members of a segment, with their attributes',
        description: '`format=csv` gives all of them.',
        params: idParams(SegmentId),
        querystring: MemberQuery,
        response: answerOrText(pageOf(z.record(z.string(), Cell)), 'text/csv', 'notFound', 'notIngested'),
      },
    },
    async (request, reply) => {
      const { id } = request.params;
      const segment = found(await findStoredSegment(ctx.db, id), 'segment', id);
      if (segment.membersFile === null) {
        throw new SegueError('notIngested', {
          detail: `The members of the segment "${segment.name}" have not been computed yet.`,
          action: 'Refresh the segment first.',
        });
      }
      const profiles = profileTableOf(await allTables(ctx.db));
      const source = { members: segment.membersFile, profiles };
      const { format, ...paging } = request.query;
      if (format === 'csv') return sendCsv(reply, `members-${id}`, membersCsv(ctx.lake, ctx.storage, source));
      return readMembers(ctx.lake, ctx.storage, { ...source, ...paging });
    },
  );
}

/** Aborted when nobody waits for the answer any more: whoever edits rules asks again with each change. */
function goneSignal(reply: FastifyReply): AbortSignal {
  const gone = new AbortController();
  reply.raw.once('close', () => {
    if (!reply.raw.writableEnded) gone.abort();
  });
  return gone.signal;
}
