// A segment beside others: how it grew, whom it shares members with, and a copy to change.
import type { Context } from '../context.ts';
import { SegmentId } from '../contract/ids.ts';
import { Segment, SegmentOverlap, SegmentTrend } from '../contract/segments.ts';
import { duplicateSegment } from '../engine/duplicate-segment.ts';
import { overlapOf } from '../engine/overlap-segments.ts';
import { memberTrend } from '../store/member-counts.ts';
import { findSegment } from '../store/segments.ts';
import { answer } from './answers.ts';
import type { App } from './app.ts';
import { found, idParams } from './params.ts';
import { record, target } from './record.ts';

const tags = ['Segments'];
const params = idParams(SegmentId);

export function segmentViewRoutes(app: App, ctx: Context): void {
  app.get(
    '/api/segments/:id/trend',
    {
      config: { call: 'segments.trend' },
      schema: {
        tags,
        summary: 'How many members the segment had each time that they were computed',
        description: 'The oldest first; the last 400 times.',
        params,
        response: answer(200, SegmentTrend, 'notFound'),
      },
    },
    async ({ params: { id } }) => {
      found(await findSegment(ctx.db, id), 'segment', id);
      return { items: await memberTrend(ctx.db, id) };
    },
  );

  app.get(
    '/api/segments/:id/overlap',
    {
      config: { call: 'segments.overlap' },
      schema: {
        tags,
        summary: 'How many members the segment shares with each other one',
        description: 'Those with most in common first; segments without computed members are left out.',
        params,
        response: answer(200, SegmentOverlap, 'notFound', 'notIngested', 'snapshotCorrupt'),
      },
    },
    async ({ params: { id } }) => ({ items: await overlapOf(ctx, id) }),
  );

  app.post(
    '/api/segments/:id/duplicate',
    {
      config: { call: 'segments.duplicate', tagged: true },
      schema: {
        tags,
        summary: 'Make a segment with the same rules and members',
        params,
        response: answer(201, Segment, 'notFound', 'conflict'),
      },
    },
    async (request, reply) => {
      const { id: from } = request.params;
      const id = await duplicateSegment(ctx, from, (tx, made) =>
        record(ctx, tx, request, { target: target('segment', made), after: { copyOf: from } }),
      );
      return reply.code(201).send(found(await findSegment(ctx.db, id), 'segment', id));
    },
  );
}
