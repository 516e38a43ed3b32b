// After something was added, moved, removed or undone: says so to who listens, and puts the focus where one goes on.
import { makeStyles } from '@fluentui/react-components';
import { useEffect } from 'react';
import { useTranslation } from 'react-i18next';
import type { BuilderState, Happening } from './builder-state.ts';
import { findPlace } from './builder-tree.ts';

const useStyles = makeStyles({
  hidden: { position: 'absolute', width: '1px', height: '1px', overflow: 'hidden', clipPath: 'inset(50%)' },
});

export function Happenings({ state: { happening, draft } }: { state: BuilderState }) {
  const styles = useStyles();
  const { t } = useTranslation('segments');
  useEffect(() => {
    if (happening !== null) focusAfter(happening);
  }, [happening]);
  const nameOf = (id: string): string => {
    const node = findPlace(draft.rules, id)?.node;
    if (node?.kind === 'attribute') return node.attribute || t('builder.condition');
    if (node?.kind === 'related') return node.table;
    if (node?.kind === 'group') return t('builder.group');
    return t('builder.rule', { number: draft.rules.findIndex((rule) => rule.id === id) + 1 });
  };
  const text = () => {
    if (happening === null) return '';
    const { kind, id, position, of } = happening;
    return t(`builder.said.${kind}`, { name: nameOf(id), position, of });
  };
  return (
    <div className={styles.hidden} role="status" aria-live="polite">
      <span key={happening?.at}>{text()}</span>
    </div>
  );
}

function focusAfter({ kind, id }: Happening): void {
  const find = (selector: string) => document.querySelector<HTMLElement>(selector);
  switch (kind) {
    case 'added':
      find(`[data-node="${id}"] :is(select, input)`)?.focus();
      return;
    case 'moved':
      find(`[data-node="${id}"] :is([data-handle], [data-handles] button)`)?.focus();
      return;
    case 'removed':
      (find(`[data-group="${id}"] > * > [data-add]`) ?? find('[data-add-rule]'))?.focus();
      return;
    case 'undone':
    case 'redone':
      return;
  }
}
