// What Segue knows about each Omnisend account: its name, and how it treats tags and properties of an upsert.

import type { Db, Tx } from './db.ts';
import type { Schema } from './schema.ts';

/** A check under way on one contact of a plan; see engine/check-brand.ts. */
export type Probe = {
  runId: string;
  row: number;
  kind: 'tags' | 'properties';
  tags: string[];
  properties: Record<string, unknown>;
};

export type Brand = Omit<Schema['brands'], 'probe'> & { probe: Probe | null };

export async function readBrand(db: Db | Tx, id: string): Promise<Brand | undefined> {
  const brand = await db.selectFrom('brands').selectAll().where('id', '=', id).executeTakeFirst();
  return brand as Brand | undefined;
}

/** Remembers a brand by its id; the name and the website follow what Omnisend says. */
export async function rememberBrand(
  tx: Tx,
  brand: { id: string; name: string; website: string | null },
): Promise<void> {
  await tx
    .insertInto('brands')
    .values(brand)
    .onConflict((conflict) => conflict.column('id').doUpdateSet({ name: brand.name, website: brand.website }))
    .execute();
}

/** One check of a brand at a time; false when there is one. */
export async function claimProbe(tx: Tx, brandId: string, probe: Probe): Promise<boolean> {
  const claimed = await tx
    .updateTable('brands')
    .set({ probe: JSON.stringify(probe) })
    .where('id', '=', brandId)
    .where('probe', 'is', null)
    .returning('id')
    .executeTakeFirst();
  return claimed !== undefined;
}

export async function forgetProbe(tx: Tx, brandId: string): Promise<void> {
  await tx.updateTable('brands').set({ probe: null }).where('id', '=', brandId).execute();
}

export type Treatment = 'added' | 'replaced';

export async function recordTagTreatment(tx: Tx, brandId: string, found: Treatment, at: Date): Promise<void> {
  await tx
    .updateTable('brands')
    .set({ tags_on_upsert: found, tags_found_at: at })
    .where('id', '=', brandId)
    .execute();
}

export async function recordPropertyTreatment(
  tx: Tx,
  brandId: string,
  found: Treatment,
  at: Date,
): Promise<void> {
  await tx
    .updateTable('brands')
    .set({ properties_on_upsert: found, properties_found_at: at })
    .where('id', '=', brandId)
    .execute();
}
