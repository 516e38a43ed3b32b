import { Batch, type NewBatch } from './batch.ts';
import { ContactBook, type Readings } from './contact-book.ts';
import { IdSeries } from './ids.ts';
import type { Settings } from './options.ts';
import { Allowance } from './windows.ts';

/** Everything of one brand: its contacts, its batches, and the allowances that all its keys share. */

export interface BrandCounts {
  requests: number;
  refused429: number;
  tagCalls: number;
  batches: number;
  itemsAccepted: number;
  itemsRejected: number;
}

export class Brand {
  readonly brandID: string;
  readonly name: string;
  readonly website: string;
  readonly book: ContactBook;
  readonly overall: Allowance;
  readonly tagging: Allowance;
  readonly batches: Batch[] = [];
  readonly counts: BrandCounts = {
    requests: 0,
    refused429: 0,
    tagCalls: 0,
    batches: 0,
    itemsAccepted: 0,
    itemsRejected: 0,
  };
  readonly #ids: IdSeries;
  readonly #keepBodies: number;
  readonly #withBodies: Batch[] = [];
  #batchNumber = 0;

  constructor(
    number: number,
    identity: { brandID: string; name: string; website: string },
    settings: Settings,
  ) {
    this.brandID = identity.brandID;
    this.name = identity.name;
    this.website = identity.website;
    const readings: Readings = {
      tags: settings.tags,
      properties: settings.properties,
      consent: settings.consent,
    };
    this.book = new ContactBook(number, readings, settings.now);
    this.overall = new Allowance(settings.rpm);
    this.tagging = new Allowance(settings.tagRpm);
    this.#ids = new IdSeries('batch', number);
    this.#keepBodies = settings.keepBodies;
  }

  batchID(batch: Batch): string {
    return this.#ids.idOf(batch.index);
  }

  /** Batches that are "gone" are not on the list, and so not found here either. */
  batchByID(id: string): Batch | undefined {
    const index = this.#ids.indexOf(id);
    if (index === undefined) return undefined;
    // The list is sorted by index; what is missing from it only moves the place down.
    for (let at = Math.min(index, this.batches.length - 1); at >= 0; at--) {
      const batch = this.batches[at];
      if (batch === undefined || batch.index < index) return undefined;
      if (batch.index === index) return batch;
    }
    return undefined;
  }

  addBatch(made: Omit<NewBatch, 'index'>): Batch {
    const batch = new Batch({ ...made, index: this.#batchNumber });
    this.#batchNumber += 1;
    this.counts.batches += 1;
    if (batch.fate !== 'gone') this.batches.push(batch);
    this.#withBodies.push(batch);
    if (this.#withBodies.length > this.#keepBodies) {
      const oldest = this.#withBodies.shift();
      if (oldest !== undefined) oldest.body = undefined;
    }
    return batch;
  }
}
