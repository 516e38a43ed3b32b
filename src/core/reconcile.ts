// From Omnisend's answer about a batch to a verdict for every contact in it. A contact without a verdict of its own is
// `unknown`, never accepted: silence is no success [Segment `action.ts`].
//
// Not documented: whether `finishedCount` includes the items that failed, and the shape of a failed item. So both
// readings of the count are taken as complete, items are matched by address and then by position, and whenever the
// numbers do not add up the caller is asked for the full list of items.

/** What was sent: the plan's row number and the address in it, in the order of the batch. */
export type SentRow = { row: number; email: string };

export type AnsweredItem = {
  responseCode?: number | undefined;
  request?: unknown;
  response?: unknown;
};

export type AnsweredBatch = {
  totalCount?: number | undefined;
  finishedCount?: number | undefined;
  errorsCount?: number | undefined;
  /** Items that failed. */
  errors: AnsweredItem[];
  /** Every item, when the full list was asked for. */
  items: AnsweredItem[] | undefined;
};

export type Verdicts = {
  accepted: number[];
  rejected: { row: number; detail: string }[];
  unknown: number[];
  /** The answer leaves something open that the full list of items may settle. */
  needsItems: boolean;
};

export function allAccepted(size: number, batch: Omit<AnsweredBatch, 'errors' | 'items'>): boolean {
  return batch.errorsCount === 0 && countsAddUp(size, batch);
}

function countsAddUp(size: number, batch: Omit<AnsweredBatch, 'errors' | 'items'>): boolean {
  if (batch.totalCount !== undefined && batch.totalCount !== size) return false;
  if (batch.finishedCount === undefined) return true;
  return batch.finishedCount === size || batch.finishedCount + (batch.errorsCount ?? 0) === size;
}

export function reconcile(sent: SentRow[], batch: AnsweredBatch): Verdicts {
  if (batch.items !== undefined) return fromItems(sent, batch.items);
  const failed = matchItems(sent, batch.errors);
  const complete =
    countsAddUp(sent.length, batch) &&
    failed.unmatched === 0 &&
    (batch.errorsCount === undefined || batch.errorsCount === batch.errors.length);
  if (!complete) return { accepted: [], rejected: [], unknown: sent.map((s) => s.row), needsItems: true };
  const verdicts: Verdicts = { accepted: [], rejected: [], unknown: [], needsItems: false };
  for (const { row } of sent) {
    const item = failed.byRow.get(row);
    if (item === undefined) verdicts.accepted.push(row);
    else judge(row, item, 'rejected', verdicts);
  }
  return verdicts;
}

function fromItems(sent: SentRow[], items: AnsweredItem[]): Verdicts {
  const verdicts: Verdicts = { accepted: [], rejected: [], unknown: [], needsItems: false };
  const { byRow } = matchItems(sent, items);
  for (const { row } of sent) {
    const item = byRow.get(row);
    if (item === undefined) verdicts.unknown.push(row);
    else judge(row, item, 'unknown', verdicts);
  }
  return verdicts;
}

/** An item's own answer: 2xx, a fault of the item, or a fault of the moment, after which it is sent again. */
function judge(
  row: number,
  item: AnsweredItem,
  withoutCode: 'rejected' | 'unknown',
  verdicts: Verdicts,
): void {
  const code = item.responseCode;
  if (code !== undefined && code >= 200 && code < 300) verdicts.accepted.push(row);
  else if (code === undefined ? withoutCode === 'unknown' : code === 429 || code >= 500 || code < 400)
    verdicts.unknown.push(row);
  else verdicts.rejected.push({ row, detail: wordsOf(item) });
}

function matchItems(
  sent: SentRow[],
  items: AnsweredItem[],
): { byRow: Map<number, AnsweredItem>; unmatched: number } {
  const rowOf = new Map(sent.map(({ row, email }) => [email, row]));
  const byRow = new Map<number, AnsweredItem>();
  let unmatched = 0;
  items.forEach((item, position) => {
    const email = addressIn(item.request) ?? addressIn(item.response);
    const row =
      email === undefined
        ? items.length === sent.length
          ? sent[position]?.row
          : undefined
        : rowOf.get(email);
    if (row === undefined) unmatched++;
    else byRow.set(row, item);
  });
  return { byRow, unmatched };
}

function addressIn(value: unknown): string | undefined {
  if (!isRecord(value)) return undefined;
  if (typeof value.email === 'string') return value.email;
  if (!Array.isArray(value.identifiers)) return undefined;
  for (const identifier of value.identifiers) {
    if (isRecord(identifier) && identifier.type === 'email' && typeof identifier.id === 'string')
      return identifier.id;
  }
  return undefined;
}

function wordsOf(item: AnsweredItem): string {
  const response = item.response;
  if (!isRecord(response))
    return typeof response === 'string' ? response : `HTTP ${item.responseCode ?? '?'}`;
  const words: string[] = [];
  for (const name of ['detail', 'title', 'error', 'message']) {
    const text = response[name];
    if (typeof text === 'string' && words.length === 0) words.push(text);
  }
  if (Array.isArray(response.errors)) {
    for (const error of response.errors) {
      if (isRecord(error))
        words.push([error.field, error.message].filter((part) => typeof part === 'string').join(': '));
    }
  }
  return words.length === 0 ? `HTTP ${item.responseCode ?? '?'}` : words.join('; ').slice(0, 1000);
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
