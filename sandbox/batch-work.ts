import type { Batch } from './batch.ts';
import type { Brand } from './brand.ts';
import { type ContactBody, checkContact } from './check-contact.ts';
import { isRecord } from './check-text.ts';
import type { Faults } from './faults.ts';
import { type Problem, ProblemError, problem, validationError } from './problems.ts';
import type { SandboxState } from './state.ts';

/** What happens to a batch after it was accepted. Every item is judged alone; only the batch's envelope was checked before. */

export type BatchItemBody = Readonly<Record<string, unknown>>;

interface Work {
  readonly state: SandboxState;
  readonly brand: Brand;
  readonly batch: Batch;
  readonly items: readonly BatchItemBody[];
  /** Whether a batch that a fault befalls is carried out all the same. */
  readonly applied: boolean;
}

/** Whether an identifier of the item contains the text. */
export function itemMentions(item: unknown, text: string): boolean {
  if (!isRecord(item) || !Array.isArray(item.identifiers)) return false;
  return item.identifiers.some((one) => isRecord(one) && typeof one.id === 'string' && one.id.includes(text));
}

export function scheduleBatch(work: Work): void {
  const { batch, state, items, applied } = work;
  const half = Math.floor(items.length / 2);
  state.queue.add(() => {
    switch (batch.fate) {
      case undefined:
        processItems(work, items.length);
        batch.end('finished', state.settings.now());
        break;
      case 'stopped':
        if (applied) processItems(work, half);
        batch.end('stopped', state.settings.now());
        break;
      case 'gone':
        if (applied) processItems(work, items.length);
        break;
      case 'pending':
        if (applied) applyUnseen(work);
        break;
    }
  });
}

function processItems({ state, brand, batch, items }: Work, count: number): void {
  for (let position = 0; position < count; position++) {
    const item = items[position];
    if (item !== undefined) processItem({ faults: state.faults, brand, batch, item, position });
  }
}

/** Carries the items out, while the batch goes on claiming that it has not begun. */
function applyUnseen({ brand, items }: Work): void {
  for (const item of items) {
    if (checkContact(item, true).length > 0) continue;
    try {
      brand.book.upsert(item as ContactBody, 'upsert');
    } catch (error) {
      if (!(error instanceof ProblemError)) throw error;
    }
  }
}

interface ItemWork {
  readonly faults: Faults;
  readonly brand: Brand;
  readonly batch: Batch;
  readonly item: BatchItemBody;
  readonly position: number;
}

function processItem(work: ItemWork): void {
  const fault = work.faults.forItem((text) => itemMentions(work.item, text));
  switch (fault?.does) {
    case undefined:
      upsertItem(work, work.item);
      break;
    case 'reject':
      fail(work, problem(400, 'request-failed', 'The contact could not be accepted.'));
      break;
    case 'forget':
      if (fault.silent) work.batch.finishedCount += 1;
      break;
    case 'drop-field':
      upsertItem(work, without(work.item, fault.field));
      break;
  }
}

function fail({ brand, batch, item, position }: ItemWork, reason: Problem): void {
  brand.counts.itemsRejected += 1;
  batch.setFailed({ position, request: item, problem: reason });
}

function upsertItem(work: ItemWork, item: BatchItemBody): void {
  const { brand, batch, position } = work;
  const errors = checkContact(item, true);
  if (errors.length > 0) {
    fail(work, validationError(errors).problem);
    return;
  }
  try {
    const { contact, created } = brand.book.upsert(
      item as ContactBody,
      batch.method === 'PUT' ? 'update' : 'upsert',
    );
    brand.counts.itemsAccepted += 1;
    batch.setDone(position, contact.index, created);
  } catch (error) {
    if (!(error instanceof ProblemError)) throw error;
    fail(work, error.problem);
  }
}

/** `phone` and `email` are identifiers; a dotted name reaches into customProperties. */
function without(item: BatchItemBody, field: string): BatchItemBody {
  if ((field === 'phone' || field === 'email') && Array.isArray(item.identifiers)) {
    return { ...item, identifiers: item.identifiers.filter((one) => !isRecord(one) || one.type !== field) };
  }
  const [outer = '', inner] = field.split('.');
  const value = item[outer];
  if (inner === undefined || !isRecord(value)) {
    return Object.fromEntries(Object.entries(item).filter(([name]) => name !== field));
  }
  return { ...item, [outer]: Object.fromEntries(Object.entries(value).filter(([name]) => name !== inner)) };
}
