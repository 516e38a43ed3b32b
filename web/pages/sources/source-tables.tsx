// The tables of a source; on a narrow screen each row is a block.
import { makeStyles, mergeClasses, tokens } from '@fluentui/react-components';
import { Warning16Filled } from '@fluentui/react-icons/svg/warning';
import { useTranslation } from 'react-i18next';
import type { Schemas } from '../../api/client.ts';
import { useFormat } from '../../ui/format.ts';
import type { TableInfo } from './queries.ts';
import { TableLink } from './table-link.tsx';

const narrow = '@media (max-width: 640px)';

const useStyles = makeStyles({
  table: { width: '100%', borderCollapse: 'collapse', tableLayout: 'fixed', [narrow]: { display: 'block' } },
  head: { [narrow]: { display: 'none' } },
  body: { [narrow]: { display: 'block' } },
  row: {
    borderTop: `1px solid ${tokens.colorNeutralStroke3}`,
    [narrow]: { display: 'block', paddingBlock: tokens.spacingVerticalS },
  },
  title: {
    textAlign: 'start',
    paddingBlock: tokens.spacingVerticalS,
    paddingInlineEnd: tokens.spacingHorizontalM,
    color: tokens.colorNeutralForeground2,
    fontSize: tokens.fontSizeBase200,
    fontWeight: tokens.fontWeightSemibold,
  },
  cell: {
    paddingBlock: tokens.spacingVerticalM,
    paddingInlineEnd: tokens.spacingHorizontalM,
    textAlign: 'start',
    fontWeight: tokens.fontWeightRegular,
    overflowWrap: 'anywhere',
    [narrow]: {
      display: 'flex',
      justifyContent: 'space-between',
      paddingBlock: tokens.spacingVerticalXXS,
      paddingInlineEnd: 0,
    },
  },
  name: { fontWeight: tokens.fontWeightSemibold },
  end: {
    textAlign: 'end',
    fontVariantNumeric: 'tabular-nums',
    ':last-child': { paddingInlineEnd: 0 },
  },
  label: {
    display: 'none',
    color: tokens.colorNeutralForeground3,
    fontSize: tokens.fontSizeBase200,
    [narrow]: { display: 'inline' },
  },
  quiet: { color: tokens.colorNeutralForeground3 },
  bad: { display: 'inline-flex', alignItems: 'center', gap: tokens.spacingHorizontalXS },
  sign: { display: 'inline-flex', color: tokens.colorStatusWarningForeground3 },
});

export function SourceTables({ source, tables }: { source: Schemas['Source']; tables: TableInfo[] }) {
  const styles = useStyles();
  const { t } = useTranslation(['sources', 'common']);
  return (
    <table className={styles.table}>
      <thead className={styles.head}>
        <tr>
          <th scope="col" className={styles.title}>
            {t('table')}
          </th>
          <th scope="col" className={styles.title}>
            {t('holds')}
          </th>
          <th scope="col" className={styles.title}>
            {t('key')}
          </th>
          <th scope="col" className={mergeClasses(styles.title, styles.end)}>
            {t('rows')}
          </th>
          <th scope="col" className={mergeClasses(styles.title, styles.end)}>
            {t('badLines')}
          </th>
          <th scope="col" className={mergeClasses(styles.title, styles.end)}>
            {t('refreshed')}
          </th>
        </tr>
      </thead>
      <tbody className={styles.body}>
        {source.tables.map((table) => (
          <TableRow key={table.name} table={table} read={tables.find(({ name }) => name === table.name)} />
        ))}
      </tbody>
    </table>
  );
}

function TableRow({ table, read }: { table: Schemas['Table']; read: TableInfo | undefined }) {
  const styles = useStyles();
  const { t } = useTranslation('sources');
  const format = useFormat();
  const end = mergeClasses(styles.cell, styles.end);
  const label = (name: string) => <span className={styles.label}>{name}</span>;
  return (
    <tr className={styles.row}>
      <th scope="row" className={mergeClasses(styles.cell, styles.name)}>
        {read === undefined ? table.name : <TableLink name={table.name} />}
      </th>
      <td className={styles.cell}>
        {label(t('holds'))}
        {t(table.kind)}
      </td>
      <td className={styles.cell}>
        {label(t('key'))}
        <span className={styles.quiet}>{table.kind === 'profiles' ? table.key : table.customerKey}</span>
      </td>
      <td className={end}>
        {label(t('rows'))}
        {read === undefined ? <span className={styles.quiet}>{t('notRead')}</span> : format.number(read.rows)}
      </td>
      <td className={end}>
        {label(t('badLines'))}
        {read === undefined || read.badLines === 0 ? (
          <span className={styles.quiet}>{read === undefined ? '–' : format.number(0)}</span>
        ) : (
          <span className={styles.bad}>
            <span className={styles.sign} aria-hidden>
              <Warning16Filled />
            </span>
            {format.number(read.badLines)}
          </span>
        )}
      </td>
      <td className={end}>
        {label(t('refreshed'))}
        <span className={styles.quiet}>{read === undefined ? '–' : format.ago(read.refreshedAt)}</span>
      </td>
    </tr>
  );
}
