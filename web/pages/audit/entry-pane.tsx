// One entry of the audit log, with what changed field by field.
import { makeStyles, tokens } from '@fluentui/react-components';
import { useTranslation } from 'react-i18next';
import type { Schemas } from '../../api/client.ts';
import { useFormat } from '../../ui/format.ts';
import { Facts, Section } from '../../ui/section.tsx';
import { SidePane } from '../../ui/side-pane.tsx';
import { useActionName, useActorName } from './words.ts';

type Entry = Schemas['AuditEntry'];
type Values = Record<string, unknown>;

const useStyles = makeStyles({
  table: {
    width: '100%',
    borderCollapse: 'collapse',
    tableLayout: 'fixed',
    '& th, & td': {
      padding: tokens.spacingHorizontalS,
      textAlign: 'start',
      verticalAlign: 'top',
      fontWeight: tokens.fontWeightRegular,
      borderBottom: `1px solid ${tokens.colorNeutralStroke3}`,
    },
    '& thead th': { fontWeight: tokens.fontWeightSemibold, fontSize: tokens.fontSizeBase200 },
  },
  value: { fontFamily: tokens.fontFamilyMonospace, fontSize: tokens.fontSizeBase200, whiteSpace: 'pre-wrap' },
  hash: { fontFamily: tokens.fontFamilyMonospace, fontSize: tokens.fontSizeBase200 },
});

export function EntryPane({ entry, onClose }: { entry: Entry | null; onClose: () => void }) {
  const { t } = useTranslation('audit');
  return (
    <SidePane open={entry !== null} title={t('details', { number: entry?.number })} onClose={onClose} wide>
      {entry === null ? null : <EntryDetails entry={entry} />}
    </SidePane>
  );
}

function EntryDetails({ entry }: { entry: Entry }) {
  const styles = useStyles();
  const { t } = useTranslation('audit');
  const format = useFormat();
  const actionName = useActionName();
  const actorName = useActorName();
  const { actor, target } = entry;
  const how = actor.name === null ? '' : `, ${t(`by_${actor.kind}`)}`;
  return (
    <>
      <Facts
        facts={[
          [t('at'), format.exact(entry.at)],
          [t('actor'), `${actorName(actor)}${how}`],
          [t('action'), actionName(entry.action)],
          [t('code'), entry.action],
          [t('target'), target.name],
          [t('address'), entry.address],
          [
            t('hash'),
            <span key="hash" className={styles.hash}>
              {entry.hash}
            </span>,
          ],
        ]}
      />
      <Section title={t('changes')} plain>
        <Changes before={(entry.before ?? {}) as Values} after={(entry.after ?? {}) as Values} />
      </Section>
    </>
  );
}

function Changes({ before, after }: { before: Values; after: Values }) {
  const styles = useStyles();
  const { t } = useTranslation('audit');
  const fields = [...new Set([...Object.keys(before), ...Object.keys(after)])];
  if (fields.length === 0) return <span>{t('noChanges')}</span>;
  const shown = (value: unknown) =>
    value === undefined ? t('nothing') : typeof value === 'string' ? value : JSON.stringify(value, null, 1);
  return (
    <table className={styles.table}>
      <thead>
        <tr>
          <th scope="col">{t('field')}</th>
          <th scope="col">{t('before')}</th>
          <th scope="col">{t('after')}</th>
        </tr>
      </thead>
      <tbody>
        {fields.map((field) => (
          <tr key={field}>
            <th scope="row">{field}</th>
            <td className={styles.value}>{shown(before[field])}</td>
            <td className={styles.value}>{shown(after[field])}</td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}
