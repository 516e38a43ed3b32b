// What the list of segments asks before it removes, tags or adds to exports.
import { Checkbox, makeStyles, tokens } from '@fluentui/react-components';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { api, ask } from '../../api/client.ts';
import { exportsQuery } from '../../api/lists.ts';
import { queries } from '../../api/queries.ts';
import { addToExports } from '../../api/segment-calls.ts';
import { ConfirmDialog } from '../../ui/confirm-dialog.tsx';
import { useFormat } from '../../ui/format.ts';
import { useToast } from '../../ui/toasts.tsx';
import { useForEach } from './bulk-bar.tsx';
import type { UsedBy } from './list-columns.tsx';
import { type Segment, segmentsChanged } from './segment-queries.ts';
import { TagInput } from './tag-input.tsx';

const useStyles = makeStyles({
  list: { display: 'flex', flexDirection: 'column', maxHeight: '40vh', overflowY: 'auto' },
  text: { margin: 0 },
  hint: { margin: 0, color: tokens.colorNeutralForeground3 },
});

type Props = { segments: Segment[]; onClose: () => void };

/** What exports use is named and stays. */
export function RemoveDialog(props: Props & { usedBy: UsedBy; onRemoved: () => void }) {
  const { segments, usedBy, onClose, onRemoved } = props;
  const styles = useStyles();
  const { t } = useTranslation('segments');
  const format = useFormat();
  const toast = useToast();
  const used = segments.filter(({ id }) => usedBy.has(id));
  const free = segments.filter(({ id }) => !usedBy.has(id));
  const count = segments.length;
  const remove = async () => {
    for (const { id } of free) await ask(api.DELETE('/api/segments/{id}', { params: { path: { id } } }));
    toast(t('removed', { count: free.length, formatted: format.number(free.length) }));
    void segmentsChanged();
    onRemoved();
  };
  const names = used.map(
    ({ id, name }) => `${name} (${(usedBy.get(id) ?? []).map((each) => each.name).join(', ')})`,
  );
  return (
    <ConfirmDialog
      open
      danger
      title={t('removeTitle', { count, formatted: format.number(count), name: segments[0]?.name })}
      confirmLabel={t('actions.remove')}
      disabled={free.length === 0}
      onConfirm={remove}
      onClose={onClose}
    >
      <p className={styles.text}>{t('removeText')}</p>
      {used.length === 0 ? null : (
        <p className={styles.text}>{t('removeUsed', { names: format.list(names) })}</p>
      )}
    </ConfirmDialog>
  );
}

export function TagDialog({ segments, known, onClose }: Props & { known: string[] }) {
  const { t } = useTranslation('segments');
  const format = useFormat();
  const forEach = useForEach();
  const [tags, setTags] = useState<string[]>([]);
  const add = () =>
    forEach(segments, ({ id, tags: had }) => {
      const has = new Set(had.map((tag) => tag.toLocaleLowerCase()));
      const all = [...had, ...tags.filter((tag) => !has.has(tag.toLocaleLowerCase()))];
      return ask(api.PATCH('/api/segments/{id}', { params: { path: { id } }, body: { tags: all } }));
    });
  const count = segments.length;
  return (
    <ConfirmDialog
      open
      title={t('tagTitle', { count, formatted: format.number(count) })}
      confirmLabel={t('tagAdd')}
      disabled={tags.length === 0}
      onConfirm={add}
      onClose={onClose}
    >
      <TagInput tags={tags} onChange={setTags} known={known} />
    </ConfirmDialog>
  );
}

export function AddToExportsDialog({ segment, onClose }: { segment: Segment; onClose: () => void }) {
  const styles = useStyles();
  const { t } = useTranslation('segments');
  const format = useFormat();
  const toast = useToast();
  const { data: exports = [] } = useQuery(exportsQuery);
  const [chosen, setChosen] = useState<ReadonlySet<string>>(new Set());
  const add = async () => {
    await addToExports(segment.id, [...chosen]);
    const names = exports.filter(({ id }) => chosen.has(id)).map(({ name }) => name);
    toast(t('addToDone', { names: format.list(names) }));
    void queries.invalidateQueries({ queryKey: ['exports'] });
  };
  return (
    <ConfirmDialog
      open
      title={t('addToTitle', { name: segment.name })}
      confirmLabel={t('actions.addToExport')}
      disabled={chosen.size === 0}
      onConfirm={add}
      onClose={onClose}
    >
      <p className={styles.text}>{t('addToText')}</p>
      {exports.length === 0 ? <p className={styles.hint}>{t('addToNone')}</p> : null}
      <div className={styles.list}>
        {exports.map(({ id, name, segmentIds }) => {
          const has = segmentIds.includes(segment.id);
          return (
            <Checkbox
              key={id}
              label={has ? `${name} (${t('addToHas')})` : name}
              disabled={has}
              checked={has || chosen.has(id)}
              onChange={(_, { checked }) => {
                const next = new Set(chosen);
                if (checked === true) next.add(id);
                else next.delete(id);
                setChosen(next);
              }}
            />
          );
        })}
      </div>
    </ConfirmDialog>
  );
}
