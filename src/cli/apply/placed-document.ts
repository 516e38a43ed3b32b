// A YAML document that still knows where each value stands, so that every error names a line and a column.
import {
  type Document,
  isAlias,
  isMap,
  isNode,
  isScalar,
  isSeq,
  LineCounter,
  type Node,
  parseDocument,
} from 'yaml';
import { UsageError } from '../failure.ts';

export type Path = readonly PropertyKey[];

export type PlacedDocument = {
  value: unknown;
  /** `file:line:column` of the value at this path, or of the nearest thing around it. */
  at(path: Path): string;
  /** The same for the key instead of its value. */
  atKey(path: Path): string;
};

/** @param name as the person wrote it; only for messages. Throws `UsageError` for text that is not YAML. */
export function readPlaced(text: string, name: string): PlacedDocument {
  const lines = new LineCounter();
  const document = parseDocument(text, { lineCounter: lines, prettyErrors: false });
  const place = (offset: number) => {
    const { line, col } = lines.linePos(offset);
    return `${name}:${line}:${col}`;
  };
  if (document.errors.length > 0) {
    const errors = document.errors.map((error) => `${place(error.pos[0])}: ${error.message}`);
    throw new UsageError([`${name} is not valid YAML. Nothing was changed.`, ...errors].join('\n'));
  }
  return {
    value: document.toJS() ?? {},
    at: (path) => place(find(document, path).value),
    atKey: (path) => place(find(document, path).key),
  };
}

function find(document: Document, path: Path): { key: number; value: number } {
  let node = resolve(document, document.contents);
  let found = { key: offsetOf(node) ?? 0, value: offsetOf(node) ?? 0 };
  for (const part of path) {
    const step = stepInto(node, part);
    if (step === undefined) return found;
    const key = offsetOf(step.key) ?? offsetOf(step.value) ?? found.key;
    found = { key, value: offsetOf(step.value) ?? key };
    node = resolve(document, step.value);
  }
  return found;
}

function stepInto(node: unknown, part: PropertyKey): { key: unknown; value: unknown } | undefined {
  if (isSeq(node)) {
    const value = node.items[Number(part)];
    return value === undefined ? undefined : { key: value, value };
  }
  if (!isMap(node)) return undefined;
  return node.items.find(({ key }) => isScalar(key) && String(key.value) === String(part));
}

function resolve(document: Document, node: unknown): unknown {
  return isAlias(node) ? node.resolve(document) : node;
}

function offsetOf(node: unknown): number | undefined {
  return isNode(node) ? (node as Node).range?.[0] : undefined;
}
