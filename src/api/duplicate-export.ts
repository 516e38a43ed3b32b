import type { Context } from '../context.ts';
import { DuplicateInput } from '../contract/export-bulk.ts';
import { Export } from '../contract/exports.ts';
import { ExportId } from '../contract/ids.ts';
import { copyName } from '../core/copy-name.ts';
import { maySendWelcomeMessages } from '../core/permissions.ts';
import { type ExportFacts, findExport, insertExport, takenNames } from '../store/exports.ts';
import { answer } from './answers.ts';
import { type App, callerOf } from './app.ts';
import { found, idParams } from './params.ts';
import { readExport } from './read-export.ts';
import { record, target } from './record.ts';

export function duplicateExportRoute(app: App, ctx: Context): void {
  app.post(
    '/api/exports/:id/duplicate',
    {
      config: { call: 'exports.duplicate', tagged: true },
      schema: {
        tags: ['Exports'],
        summary: 'Make a copy of an export',
        description: 'With all its settings but the schedule, which is off, and without a history.',
        params: idParams(ExportId),
        body: DuplicateInput.nullish(),
        response: answer(201, Export, 'notFound', 'conflict'),
      },
    },
    async (request, reply) => {
      const caller = callerOf(request);
      const copy = ExportId.parse(ctx.newId());
      await ctx.db.transaction().execute(async (tx) => {
        const { id } = request.params;
        const before = found(await findExport(tx, id), 'export', id);
        const facts: ExportFacts = {
          name: request.body?.name ?? copyName(before.name, await takenNames(tx)),
          connectionId: before.connectionId,
          segmentIds: before.segmentIds,
          mapping: before.mapping,
          schedule: { mode: 'off' },
          membership: before.membership,
          // A copy is a new export: who could not turn this on for one does not get it by copying either.
          sendWelcomeMessage: before.sendWelcomeMessage && maySendWelcomeMessages(caller.user.role),
          guards: before.guards,
          quietStart: before.quietStart,
        };
        await insertExport(tx, copy, facts, ctx.clock.now());
        await record(ctx, tx, request, {
          target: target('export', { id: copy, name: facts.name }),
          after: { ...facts, copyOf: id },
        });
      });
      return reply.code(201).send(await readExport(ctx.db, copy, caller));
    },
  );
}
