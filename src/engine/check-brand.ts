// What must be known before the first contact of a run is touched, and what is found out about a brand once, on one
// contact of the plan itself. The order is the order of harm: first nobody's consent may move, then nobody's tags or
// properties may be lost. A check remembers in the database what it may have disturbed before it disturbs it, so that
// the next start puts it right.
import { isActive } from '../core/transitions.ts';
import { SegueError } from '../errors.ts';
import { findRows, readRows } from '../lake/plan-reader.ts';
import type { ContactAnswer } from '../omnisend/answers.ts';
import { OmnisendProblem } from '../omnisend/problems.ts';
import { markRowDoubtful } from '../store/batches.ts';
import {
  type Brand,
  claimProbe,
  forgetProbe,
  type Probe,
  readBrand,
  recordPropertyTreatment,
  recordTagTreatment,
  type Treatment,
} from '../store/brands.ts';
import { findRun, type StoredPlan } from '../store/runs.ts';
import type { RunSession } from './run-session.ts';

/** The tag that shows whether an upsert leaves other tags alone; reserved for this. */
export const checkTag = 'segue-check';
/** How many contacts are looked at to find one that is new to the brand. */
const candidates = 5;
/** Pages of unsubscribed contacts looked through when the export has been delivered before. */
const laterPages = 4;

type Contact = { row: number; email: string; body: string; tags: string[] };

export type BrandFacts = { tagsInside: boolean };

/**
 * @param end the row before which this stage of the run ends: nobody beyond it is touched
 * @throws consentMoved, propertiesReplaced; see docs/what-happens-if.md
 */
export async function checkBrand(session: RunSession, plan: StoredPlan, end: number): Promise<BrandFacts> {
  session.enter('checking');
  await putRight(session);
  if (plan.upsertRows === 0) return { tagsInside: true };
  await checkConsent(session, plan, end);
  session.progressed();
  await checkProperties(session, plan, end);
  session.progressed();
  if (plan.membership !== 'tag') return { tagsInside: false };
  const treatment = await checkTags(session, plan, end);
  session.progressed();
  return { tagsInside: treatment === 'added' };
}

async function brandOf(session: RunSession): Promise<Brand> {
  const brand = await readBrand(session.ctx.db, session.inputs.connection.brandId);
  if (brand === undefined)
    throw new SegueError('connectionRemoved', { detail: 'The brand of the run is gone.' });
  return brand;
}

/** The first contact of the plan who is unsubscribed at Omnisend goes first, alone, and is read back. */
async function checkConsent(session: RunSession, plan: StoredPlan, end: number): Promise<void> {
  const canary = await unsubscribedOfPlan(session, plan, end);
  if (canary === undefined) return;
  await upsert(session, canary.row, canary.body);
  const held = await find(session, canary.email);
  if (held?.status === 'unsubscribed') return;
  throw new SegueError('consentMoved', {
    detail: `The first contact of this run who had unsubscribed from the brand was "${held?.status ?? 'gone'}" after its upsert. The run stopped before anybody else was touched.`,
  });
}

async function unsubscribedOfPlan(
  session: RunSession,
  plan: StoredPlan,
  end: number,
): Promise<Contact | undefined> {
  const { ctx, line } = session;
  const mostPages = plan.ledger === null ? Number.POSITIVE_INFINITY : laterPages;
  let after: string | undefined;
  for (let page = 1; page <= mostPages; page++) {
    const from = after;
    const { contacts, after: next } = await line.call(['all'], (omnisend) =>
      omnisend.listContacts({ status: 'unsubscribed' }, from),
    );
    const emails = contacts.flatMap(({ email }) => (typeof email === 'string' ? [email] : []));
    const found = await findRows(ctx.lake, ctx.storage, plan.files, emails);
    const rows = await contactsOf(
      session,
      plan,
      found.map(({ row }) => row).filter((row) => row < end),
    );
    // Who has subscribed again at the shop, with a date, may rightly move: that says nothing about the others.
    const canary = rows.find((contact) => !saysSubscribed(contact.body));
    if (canary !== undefined) return canary;
    if (next === undefined) return undefined;
    after = next;
  }
  return undefined;
}

function saysSubscribed(body: string): boolean {
  const { identifiers } = JSON.parse(body) as {
    identifiers?: { channels?: { email?: { status?: string } } }[];
  };
  return identifiers?.some(({ channels }) => channels?.email?.status === 'subscribed') ?? false;
}

/** Whether the tags of an upsert are added to a contact's tags or replace them: found out once per brand. */
async function checkTags(session: RunSession, plan: StoredPlan, end: number): Promise<Treatment> {
  const brand = await brandOf(session);
  if (brand.tags_on_upsert !== null) return brand.tags_on_upsert;
  const contact = await candidate(session, plan, end, (one) => one.tags.length > 0);
  if (contact === undefined) return 'added';
  const { ctx, line } = session;
  if (contact.held === undefined) await upsert(session, contact.row, contact.body);
  const tagsBefore = contact.held?.tags ?? [];
  if (!(await remember(session, { kind: 'tags', row: contact.row, tags: tagsBefore, properties: {} })))
    return 'replaced';
  await line.call(['all', 'tags'], (omnisend) => omnisend.addTags([contact.email], [checkTag]));
  const before = await until(session, contact.email, (held) => hasTag(held, checkTag));
  await upsert(session, contact.row, withTags(contact.body, contact.tags));
  const held = await until(session, contact.email, (one) => contact.tags.every((tag) => hasTag(one, tag)));
  const found: Treatment = hasTag(held, checkTag) ? 'added' : 'replaced';
  const conclusive = hasTag(before, checkTag) && contact.tags.every((tag) => hasTag(held, tag));
  await putRight(session);
  // A contact that was refused, or a tag call that took too long, shows nothing: this run goes the way that is safe
  // under both readings, and the next one finds out.
  if (!conclusive) return 'replaced';
  await ctx.db.transaction().execute((tx) => recordTagTreatment(tx, brand.id, found, ctx.clock.now()));
  ctx.logger.info({ brand: brand.id, tags: found }, 'found out how the brand treats tags of an upsert');
  return found;
}

/** The same for custom properties, with two of those that the export maps. */
async function checkProperties(session: RunSession, plan: StoredPlan, end: number): Promise<void> {
  const brand = await brandOf(session);
  const treatment = brand.properties_on_upsert ?? (await findPropertyTreatment(session, plan, brand, end));
  if (treatment !== 'replaced') return;
  const [first] = await contactsOf(session, plan, [0]);
  if (first === undefined || Object.keys(propertiesOf(first.body)).length === 0) return;
  throw new SegueError('propertiesReplaced', {
    detail:
      'An upsert of this brand replaces all custom properties of a contact. Sending the mapped ones would delete those that others put there, so nothing was sent.',
  });
}

async function findPropertyTreatment(
  session: RunSession,
  plan: StoredPlan,
  brand: Brand,
  end: number,
): Promise<Treatment | undefined> {
  const contact = await candidate(
    session,
    plan,
    end,
    (one) => Object.keys(propertiesOf(one.body)).length > 0,
  );
  if (contact === undefined) return undefined;
  const { ctx } = session;
  const mapped = propertiesOf(contact.body);
  const names = Object.keys(mapped);
  // What must survive: a property of somebody else's, or else one of two that are mapped.
  const foreign = Object.keys(contact.held?.customProperties ?? {}).find((name) => !names.includes(name));
  const witness = foreign ?? names[0];
  const sent = names.find((name) => name !== witness);
  if (witness === undefined || sent === undefined) return undefined;
  const properties = contact.held?.customProperties ?? {};
  if (!(await remember(session, { kind: 'properties', row: contact.row, tags: [], properties })))
    return undefined;
  if (foreign === undefined)
    await upsert(session, contact.row, withProperties(contact.body, { [witness]: mapped[witness] }));
  const has = (name: string) => (held: ContactAnswer | undefined) =>
    held?.customProperties?.[name] !== undefined;
  const before = await until(session, contact.email, has(witness));
  await upsert(session, contact.row, withProperties(contact.body, { [sent]: mapped[sent] }));
  const held = await until(session, contact.email, has(sent));
  const found: Treatment = has(witness)(held) ? 'added' : 'replaced';
  const conclusive = has(witness)(before) && has(sent)(held);
  await putRight(session);
  if (!conclusive) return undefined;
  await ctx.db.transaction().execute((tx) => recordPropertyTreatment(tx, brand.id, found, ctx.clock.now()));
  ctx.logger.info(
    { brand: brand.id, properties: found },
    'found out how the brand treats properties of an upsert',
  );
  return found;
}

/** False when another run is checking the brand at this moment: then this one goes the way that is always safe. */
async function remember(session: RunSession, probe: Omit<Probe, 'runId'>): Promise<boolean> {
  const { db } = session.ctx;
  const whole = { ...probe, runId: session.run.id };
  return db.transaction().execute((tx) => claimProbe(tx, session.inputs.connection.brandId, whole));
}

/**
 * Gives back what a check took away, takes away its tag, and forgets it: at the end of the check, or, when its run died
 * or ended in the middle of it, at the start of the next run of the brand.
 */
async function putRight(session: RunSession): Promise<void> {
  const { ctx, line, run } = session;
  const { id, probe } = await brandOf(session);
  if (probe === null) return;
  const prober = await findRun(ctx.db, probe.runId);
  if (prober !== undefined && prober.id !== run.id && isActive(prober.status)) return;
  const files = prober?.plan?.files;
  const there = files !== undefined && (await ctx.storage.exists(files.upserts));
  const [contact] = there ? await readRows(ctx.lake, ctx.storage, files, [probe.row], false) : [];
  const held = contact === undefined ? undefined : await find(session, contact.email);
  if (contact !== undefined && held !== undefined) {
    if (probe.kind === 'tags') {
      const lost = probe.tags.filter((tag) => !hasTag(held, tag));
      if (lost.length > 0) {
        await line.call(['all', 'tags'], (omnisend) => omnisend.addTags([contact.email], lost));
      }
      await line.call(['all', 'tags'], (omnisend) => omnisend.removeTags([contact.email], [checkTag]));
      await until(
        session,
        contact.email,
        (one) => !hasTag(one, checkTag) && lost.every((tag) => hasTag(one, tag)),
      );
    } else if (lostProperties(probe.properties, held)) {
      const customProperties = { ...probe.properties, ...held.customProperties };
      await line.call(['all'], (omnisend) => omnisend.patchContact(contact.email, { customProperties }));
    }
  }
  await ctx.db.transaction().execute((tx) => forgetProbe(tx, id));
}

function lostProperties(before: Record<string, unknown>, held: ContactAnswer): boolean {
  return Object.keys(before).some((name) => held.customProperties?.[name] === undefined);
}

/** A contact of the plan that fits, best one that is new to the brand, else one that has little to lose. */
async function candidate(
  session: RunSession,
  plan: StoredPlan,
  end: number,
  fits: (contact: Contact) => boolean,
): Promise<(Contact & { held: ContactAnswer | undefined }) | undefined> {
  const step = Math.max(1, Math.floor(end / 50));
  const rows = Array.from({ length: Math.min(50, end) }, (_, i) => i * step);
  const fitting = (await contactsOf(session, plan, rows)).filter(fits).slice(0, candidates);
  const looked: (Contact & { held: ContactAnswer | undefined })[] = [];
  for (const contact of fitting) {
    const held = await find(session, contact.email);
    if (held === undefined) return { ...contact, held };
    looked.push({ ...contact, held });
  }
  return looked.find(({ held }) => (held?.tags ?? []).length === 0) ?? looked[0];
}

async function contactsOf(session: RunSession, plan: StoredPlan, rows: number[]): Promise<Contact[]> {
  if (rows.length === 0) return [];
  return readRows(session.ctx.lake, session.ctx.storage, plan.files, rows, false);
}

/** The real upsert of one contact. A contact that is refused here is refused again in its batch, and listed then. */
async function upsert(session: RunSession, row: number, body: string): Promise<void> {
  await markRowDoubtful(session.ctx.db, session.run.id, row);
  try {
    await session.line.call(['all'], (omnisend) => omnisend.upsertContact(body));
  } catch (problem) {
    if (!(problem instanceof OmnisendProblem) || problem.kind !== 'invalid') throw problem;
  }
}

async function find(session: RunSession, email: string): Promise<ContactAnswer | undefined> {
  return session.line.call(['all'], (omnisend) => omnisend.contactByEmail(email));
}

/** Tag calls work later: reads the contact until it is as expected, or for about half a minute. */
async function until(
  session: RunSession,
  email: string,
  expected: (held: ContactAnswer | undefined) => boolean,
): Promise<ContactAnswer | undefined> {
  const { ctx } = session;
  let pause = ctx.config.tuning.verifyMilliseconds / 2;
  for (let tries = 1; ; tries++) {
    const held = await find(session, email);
    if (expected(held) || tries >= 10) return held;
    await ctx.clock.pause(pause, session.stop);
    pause *= 1.5;
  }
}

function hasTag(contact: ContactAnswer | undefined, tag: string): boolean {
  return contact?.tags?.includes(tag) ?? false;
}

function propertiesOf(body: string): Record<string, unknown> {
  return (JSON.parse(body) as { customProperties?: Record<string, unknown> }).customProperties ?? {};
}

function withTags(body: string, tags: string[]): string {
  return JSON.stringify({ ...JSON.parse(body), tags });
}

function withProperties(body: string, customProperties: Record<string, unknown>): string {
  return JSON.stringify({ ...JSON.parse(body), customProperties });
}
