// A shop with a few customers, one segment of them, and nothing that leads out of here yet.
import type { Segue } from './segue.ts';

const customers = `id,email,first,last,street,country,region,town,zip,member
1,anna@example.com,Anna,Berg,Storgatan 1,Sweden,Uppsala,Uppsala,753 10,yes
2,bo@example.com,Bo,Ek,Lillgatan 2,Sweden,Skåne,Lund,222 22,yes
3,cia@example.com,Cia,Dahl,Kungsgatan 3,Sweden,Skåne,Malmö,211 19,no
4,not an address,Dan,Falk,Nygatan 4,Sweden,Uppsala,Uppsala,753 20,yes
`;

/** Answers with the segment, which has three members, of whom two can be written to. */
export async function openShop(segue: Segue): Promise<{ segmentId: string }> {
  const { client } = segue;
  segue.putFile('customers.csv', customers);
  const source = await client.sources.create({
    name: 'Shop',
    type: 'file',
    tables: [{ name: 'customers', kind: 'profiles', path: 'customers.csv', key: 'id' }],
  });
  await client.tasks.wait((await client.sources.refresh(source.id)).id);
  const segment = await client.segments.create({
    name: 'Members',
    type: 'dynamic',
    rules: [{ where: { all: [{ attribute: 'member', op: 'eq', value: 'yes' }] } }],
  });
  await client.tasks.wait((await client.segments.refresh(segment.id)).id);
  return { segmentId: segment.id };
}
