// The plan of an export, for a dry run and for a real one: the same code, which sends nothing.
import type { Context } from '../context.ts';
import type { Membership } from '../contract/mapping.ts';
import type { RunMode } from '../contract/runs.ts';
import { checkMapping } from '../core/mapping-check.ts';
import { membershipNames } from '../core/membership-name.ts';
import { SegueError } from '../errors.ts';
import { type Plan, writePlan } from '../lake/plan.ts';
import type { PlanInput } from '../lake/plan-work.ts';
import {
  otherLedgers,
  type RunInputs,
  type RunSegment,
  readProfileTable,
  readRunSegments,
} from '../store/run-inputs.ts';
import { ensureMembers } from './ensure-members.ts';

/** A plan beside the ledger that it was compared with. */
export type MadePlan = Plan & { ledger: string | null };

/** @param planId its files go under `runs/<planId>/`; writing it again gives the same files. */
export async function makePlan(
  ctx: Context,
  inputs: RunInputs,
  planId: string,
  mode: RunMode,
): Promise<MadePlan> {
  const { export: exported, connection } = inputs;
  if (mode === 'takeBack') return planTakeBack(ctx, inputs, planId);
  await ensureMembers(ctx, exported.segmentIds);
  const segments = await readRunSegments(ctx.db, exported.segmentIds);
  const profiles = await readProfileTable(ctx.db);
  const problems = checkMapping(exported.mapping, profiles.columns);
  if (problems.length > 0) {
    throw new SegueError('mappingInvalid', {
      detail: `The mapping of the export "${exported.name}" names columns that the profile table no longer has: ${problems.map(({ message }) => message).join('; ')}.`,
      fields: problems,
    });
  }
  const ledger = ledgerOf(inputs);
  const input = {
    planId,
    profiles: { ...profiles, kind: 'profiles' as const },
    segments: plannedSegments(segments, exported.membership),
    mapping: exported.mapping,
    membership: exported.membership.as,
    sendWelcomeMessage: exported.sendWelcomeMessage,
    mode,
    otherLedgers: await otherLedgers(ctx.db, connection.brandId, exported.id),
    now: ctx.clock.now(),
  };
  try {
    return { ...(await writePlan(ctx.lake, ctx.storage, { ...input, ledger })), ledger };
  } catch (error) {
    // A full run is the way out of a ledger that cannot be read: it sends everything and builds a new one.
    if (mode !== 'full' || !(error instanceof SegueError) || error.code !== 'ledgerCorrupt') throw error;
    ctx.logger.warn({ export: exported.id }, 'the ledger cannot be read: a full run builds a new one');
    return { ...(await writePlan(ctx.lake, ctx.storage, { ...input, ledger: null })), ledger: null };
  }
}

/**
 * Segments as a plan wants them, each with the name that it shows by.
 * @param taken as for `membershipNames`, which also says what is thrown
 */
export function plannedSegments(
  segments: RunSegment[],
  membership: Membership,
  taken: string[] = [],
): PlanInput['segments'] {
  const names = membershipNames(segments, membership, taken);
  return segments.map(({ id, membersFile }) => ({ id, name: names.get(id) ?? null, members: membersFile }));
}

/** A ledger speaks of one brand; with a connection to another one, nothing is known yet. */
function ledgerOf({ export: exported, connection }: RunInputs): string | null {
  return exported.ledgerBrandId === connection.brandId ? exported.ledgerFile : null;
}

/** As if everybody had left every segment; nothing of the mapping is needed for that. */
async function planTakeBack(ctx: Context, inputs: RunInputs, planId: string): Promise<MadePlan> {
  const { export: exported, connection } = inputs;
  const profiles = await readProfileTable(ctx.db);
  const ledger = ledgerOf(inputs);
  const plan = await writePlan(ctx.lake, ctx.storage, {
    planId,
    profiles: { ...profiles, kind: 'profiles' },
    segments: [],
    mapping: { email: profiles.idColumn },
    membership: exported.membership.as,
    sendWelcomeMessage: false,
    mode: 'takeBack',
    ledger,
    otherLedgers: await otherLedgers(ctx.db, connection.brandId, exported.id),
    now: ctx.clock.now(),
  });
  return { ...plan, ledger };
}
