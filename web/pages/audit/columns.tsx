import { Button, makeStyles, tokens } from '@fluentui/react-components';
import { useMemo } from 'react';
import { useTranslation } from 'react-i18next';
import type { Schemas } from '../../api/client.ts';
import type { Column } from '../../ui/data-list.tsx';
import { useFormat } from '../../ui/format.ts';
import { useActionName, useActorName } from './words.ts';

type Entry = Schemas['AuditEntry'];

const useStyles = makeStyles({
  open: {
    padding: 0,
    border: 'none',
    minWidth: 'auto',
    maxWidth: '100%',
    justifyContent: 'flex-start',
    textAlign: 'start',
    fontWeight: tokens.fontWeightSemibold,
  },
});

export function useAuditColumns(onOpen: (entry: Entry) => void): Column<Entry>[] {
  const styles = useStyles();
  const { t, i18n } = useTranslation('audit');
  const format = useFormat();
  const actionName = useActionName();
  const actorName = useActorName();
  // biome-ignore lint/correctness/useExhaustiveDependencies: words and formats change with the language
  return useMemo(
    (): Column<Entry>[] => [
      { id: 'at', header: t('at'), width: 'minmax(160px, 1fr)', cell: ({ at }) => format.exact(at) },
      {
        id: 'actor',
        header: t('actor'),
        cell: ({ actor }) => actorName(actor),
      },
      {
        id: 'action',
        header: t('action'),
        width: 'minmax(140px, 1.4fr)',
        card: 'title',
        cell: (entry) => (
          <Button
            appearance="transparent"
            className={styles.open}
            aria-label={t('openDetails', { number: entry.number, action: actionName(entry.action) })}
            onClick={() => onOpen(entry)}
          >
            {actionName(entry.action)}
          </Button>
        ),
      },
      {
        id: 'target',
        header: t('target'),
        width: 'minmax(120px, 1.4fr)',
        cell: ({ target }) => target.name ?? '',
      },
      {
        id: 'address',
        header: t('address'),
        width: 'minmax(96px, 0.8fr)',
        card: 'hidden',
        cell: ({ address }) => address ?? '',
      },
    ],
    [i18n.language],
  );
}
