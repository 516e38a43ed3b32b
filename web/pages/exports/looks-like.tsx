// How the first profiles will look as contacts, while the mapping is being chosen. Values are as they stand in the
// table: addresses, phones and dates are put in order by the plan, which is made of a saved export.
import { makeStyles, Text, tokens } from '@fluentui/react-components';
import { useTranslation } from 'react-i18next';
import type { Table } from '../../api/export-calls.ts';
import type { Draft } from './draft.ts';
import { PanePart } from './pane-part.tsx';

const useStyles = makeStyles({
  cards: {
    display: 'grid',
    gridTemplateColumns: 'repeat(auto-fill, minmax(220px, 1fr))',
    gap: tokens.spacingHorizontalM,
    margin: 0,
    padding: 0,
    listStyleType: 'none',
  },
  card: {
    padding: tokens.spacingHorizontalM,
    borderRadius: tokens.borderRadiusLarge,
    backgroundColor: tokens.colorNeutralBackground3,
    minWidth: 0,
  },
  email: { fontWeight: tokens.fontWeightSemibold, overflowWrap: 'anywhere', display: 'block' },
  lacks: { color: tokens.colorStatusDangerForeground1, display: 'block' },
  facts: {
    display: 'grid',
    gridTemplateColumns: 'max-content minmax(0, 1fr)',
    columnGap: tokens.spacingHorizontalM,
    margin: 0,
    fontSize: tokens.fontSizeBase200,
  },
  name: { color: tokens.colorNeutralForeground2 },
  value: { margin: 0, overflow: 'hidden', textOverflow: 'ellipsis', whiteSpace: 'nowrap' },
});

type Row = NonNullable<Table['sample']>[number];
type Props = { draft: Draft; sample: Row[] };

const shown = 3;

export function LooksLike({ draft, sample }: Props) {
  const styles = useStyles();
  const { t } = useTranslation('exports');
  if (draft.email === '' || sample.length === 0) return null;
  return (
    <PanePart title={t('looksLike')} hint={t('looksLikeHint')}>
      <ul className={styles.cards} aria-label={t('looksLike')}>
        {sample.slice(0, shown).map((row, index) => (
          // The rows have no id that holds for every table, and never move.
          // biome-ignore lint/suspicious/noArrayIndexKey: see above
          <li key={index} className={styles.card}>
            <Card draft={draft} row={row} />
          </li>
        ))}
      </ul>
    </PanePart>
  );
}

function Card({ draft, row }: { draft: Draft; row: Row }) {
  const styles = useStyles();
  const { t } = useTranslation('exports');
  const text = (attribute: string) => String(row[attribute] ?? '').trim();
  const email = text(draft.email);
  const lines = draft.matched
    .filter(({ attribute }) => attribute !== '')
    .map(({ key, field, property, attribute }) => ({
      key,
      name: field === 'custom' ? property : t(`fields.${field}`),
      value: text(attribute),
    }));
  return (
    <>
      {email.includes('@') ? (
        <Text className={styles.email}>{email}</Text>
      ) : (
        <Text className={styles.lacks}>
          {email === '' ? t('noAddress') : t('notAnAddress', { value: email })}
        </Text>
      )}
      <dl className={styles.facts}>
        {lines.map(({ key, name, value }) => (
          <div key={key} style={{ display: 'contents' }}>
            <dt className={styles.name}>{name}</dt>
            <dd className={styles.value} title={value}>
              {value === '' ? '–' : value}
            </dd>
          </div>
        ))}
      </dl>
    </>
  );
}
