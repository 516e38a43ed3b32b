// A key is tried out before it is kept: Omnisend names the brand that it belongs to.
import type { Context } from '../context.ts';
import { SegueError } from '../errors.ts';
import { OmnisendProblem } from '../omnisend/problems.ts';
import { addUsage } from '../store/brand-usage.ts';
import { rememberBrand } from '../store/brands.ts';
import { keyBehind } from './read-api-key.ts';

export type ConnectedBrand = { id: string; name: string; website: string | null };

/** @param apiKey the key, or where it is to be read */
export async function connectOmnisend(ctx: Context, apiKey: string): Promise<ConnectedBrand> {
  const brand = await ask(ctx, await keyBehind(ctx, apiKey));
  await ctx.db.transaction().execute(async (tx) => {
    await rememberBrand(tx, brand);
    await addUsage(tx, brand.id, ctx.clock.now(), { requests: 1, throttled: 0 });
  });
  return brand;
}

/** One request outside the pace: there is no brand, and so no clock, until it has answered. */
async function ask(ctx: Context, apiKey: string): Promise<ConnectedBrand> {
  try {
    return await ctx.omnisend.as(apiKey).brand();
  } catch (problem) {
    if (!(problem instanceof OmnisendProblem)) throw problem;
    const detail =
      problem.status === 0 ? 'Omnisend did not answer.' : `Omnisend answered ${problem.status} to the key.`;
    switch (problem.kind) {
      case 'keyWrong':
        throw new SegueError('omnisendKeyWrong', {
          detail,
          fields: [{ field: 'apiKey', message: 'not accepted by Omnisend' }],
        });
      case 'keyScope':
        throw new SegueError('omnisendKeyScope', {
          detail,
          fields: [{ field: 'apiKey', message: 'lacks a scope' }],
        });
      case 'versionRetired':
        throw new SegueError('omnisendVersionRetired', { detail });
      case 'throttled':
        throw new SegueError('omnisendBusy', { detail });
      case 'passing':
        throw new SegueError('omnisendUnreachable', { detail });
      case 'invalid':
      case 'missing':
        throw new SegueError('omnisendRefused', { detail, action: 'Check OMNISEND_API_URL.' });
    }
  }
}
