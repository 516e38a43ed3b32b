// What can be done with all selected segments at once.
import { Button, makeStyles, tokens } from '@fluentui/react-components';
import { ArrowSync20Regular } from '@fluentui/react-icons/svg/arrow-sync';
import { Delete20Regular } from '@fluentui/react-icons/svg/delete';
import { Pause20Regular } from '@fluentui/react-icons/svg/pause';
import { Play20Regular } from '@fluentui/react-icons/svg/play';
import { Tag20Regular } from '@fluentui/react-icons/svg/tag';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { api, ask } from '../../api/client.ts';
import { useFormat } from '../../ui/format.ts';
import { useToast } from '../../ui/toasts.tsx';
import { type Segment, segmentsChanged } from './segment-queries.ts';

const useStyles = makeStyles({
  bar: { display: 'flex', flexWrap: 'wrap', gap: tokens.spacingHorizontalXS },
});

type Props = {
  chosen: Segment[];
  onRefresh: (segment: Segment) => Promise<void>;
  onTag: () => void;
  onRemove: () => void;
};

export function BulkBar({ chosen, onRefresh, onTag, onRemove }: Props) {
  const styles = useStyles();
  const { t } = useTranslation('segments');
  const [busy, setBusy] = useState(false);
  const forEach = useForEach();
  const all = async (change: (segment: Segment) => Promise<unknown>, quiet = false) => {
    setBusy(true);
    await forEach(chosen, change, quiet);
    setBusy(false);
  };
  const activate = (active: boolean) =>
    all(({ id }) => ask(api.PATCH('/api/segments/{id}', { params: { path: { id } }, body: { active } })));
  return (
    <div className={styles.bar} role="group" aria-label={t('title')}>
      <Button
        icon={<ArrowSync20Regular />}
        disabledFocusable={busy}
        onClick={() => void all(onRefresh, true)}
      >
        {t('actions.refresh')}
      </Button>
      <Button icon={<Play20Regular />} disabledFocusable={busy} onClick={() => void activate(true)}>
        {t('actions.activate')}
      </Button>
      <Button icon={<Pause20Regular />} disabledFocusable={busy} onClick={() => void activate(false)}>
        {t('actions.deactivate')}
      </Button>
      <Button icon={<Tag20Regular />} disabledFocusable={busy} onClick={onTag}>
        {t('actions.tag')}
      </Button>
      <Button icon={<Delete20Regular />} disabledFocusable={busy} onClick={onRemove}>
        {t('actions.remove')}
      </Button>
    </div>
  );
}

/** One after another; those that fail do not keep the others from it. */
export function useForEach() {
  const { t } = useTranslation('segments');
  const format = useFormat();
  const toast = useToast();
  return async (chosen: Segment[], change: (segment: Segment) => Promise<unknown>, quiet = false) => {
    let failed = 0;
    for (const segment of chosen) {
      await change(segment).catch(() => {
        failed += 1;
      });
    }
    await segmentsChanged();
    const [count, all] = [chosen.length, format.number(chosen.length)];
    if (failed > 0) toast(t('bulkFailed', { failed: format.number(failed), all }), { intent: 'error' });
    else if (!quiet) toast(t('bulkDone', { count, formatted: all }));
  };
}
