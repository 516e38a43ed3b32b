import type { Context } from '../context.ts';
import { pageOf, pageQuery } from '../contract/lists.ts';
import { Notice, type NoticeKind, noticeKinds, Preferences, PreferencesInput } from '../contract/notices.ts';
import { listNotices, noticesWantedBy, setNoticesWanted } from '../store/notices.ts';
import { answer } from './answers.ts';
import { type App, callerOf } from './app.ts';
import { requireUnchanged } from './entity-tag.ts';
import { record, target } from './record.ts';

const tags = ['Notices'];

export function noticeRoutes(app: App, ctx: Context): void {
  app.get(
    '/api/notices',
    {
      config: { call: 'notices.list' },
      schema: {
        tags,
        summary: 'What people were told; the latest first',
        description: 'One notice for each change of state. `q` looks into names. Kept for a year.',
        querystring: pageQuery(['createdAt', 'name']),
        response: answer(200, pageOf(Notice)),
      },
    },
    ({ query }) => listNotices(ctx.db, query),
  );

  const seen = (email: NoticeKind[]): Preferences => ({ email, mailConfigured: ctx.mail !== null });

  app.get(
    '/api/preferences',
    {
      config: { call: 'preferences.read', tagged: true },
      schema: { tags, summary: 'What I hear of by e-mail', response: answer(200, Preferences) },
    },
    async (request) => seen(await noticesWantedBy(ctx.db, callerOf(request).user.id)),
  );

  app.put(
    '/api/preferences',
    {
      config: { call: 'preferences.update', tagged: true },
      schema: {
        tags,
        summary: 'Choose what I hear of by e-mail',
        body: PreferencesInput,
        response: answer(200, Preferences, 'changedMeanwhile'),
      },
    },
    async (request) => {
      const { user } = callerOf(request);
      // Each once, in one order.
      const email = noticeKinds.filter((kind) => request.body.email.includes(kind));
      await ctx.db.transaction().execute(async (tx) => {
        const before = await noticesWantedBy(tx, user.id);
        requireUnchanged(request, seen(before));
        await setNoticesWanted(tx, user.id, email);
        const change = { before: { email: before }, after: { email } };
        await record(ctx, tx, request, { target: target('user', user), ...change });
      });
      return seen(email);
    },
  );
}
