// The builder of segments: details and rules on one side, whom they find on the other.
import { Button, makeStyles, tokens } from '@fluentui/react-components';
import { Add20Regular } from '@fluentui/react-icons/svg/add';
import { useNavigate } from '@tanstack/react-router';
import { useMemo, useReducer, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { PageHeader } from '../../ui/page-header.tsx';
import { useToast } from '../../ui/toasts.tsx';
import { BuilderActions } from './builder-actions.tsx';
import { toRules } from './builder-rules.ts';
import { builderReducer, factsOf, hasChanges, startState } from './builder-state.ts';
import { type Building, BuildingContext } from './building.ts';
import { FactsForm } from './facts-form.tsx';
import { Happenings } from './happenings.tsx';
import { LeaveGuard } from './leave-guard.tsx';
import { PreviewPane } from './preview-pane.tsx';
import { RuleCard } from './rule-card.tsx';
import { SaveProblem } from './save-problem.tsx';
import type { Segment, Table } from './segment-queries.ts';
import { usePreview } from './use-preview.ts';
import { useSave } from './use-save.ts';
import { useUndoKeys } from './use-undo-keys.ts';

const useStyles = makeStyles({
  columns: {
    display: 'grid',
    gridTemplateColumns: 'minmax(0, 1fr) 320px',
    gap: tokens.spacingHorizontalXL,
    alignItems: 'start',
    '@media (max-width: 1180px)': { gridTemplateColumns: 'minmax(0, 1fr)' },
  },
  main: { display: 'flex', flexDirection: 'column', gap: tokens.spacingVerticalL, minWidth: 0 },
  rules: { display: 'flex', flexDirection: 'column', gap: tokens.spacingVerticalM, minWidth: 0 },
  side: {
    minWidth: 0,
    position: 'sticky',
    top: '64px',
    maxHeight: 'calc(100vh - 80px)',
    overflowY: 'auto',
    '@media (max-width: 1180px)': { position: 'static', maxHeight: 'none', overflowY: 'visible' },
  },
  heading: { margin: 0, fontSize: tokens.fontSizeBase400, lineHeight: tokens.lineHeightBase400 },
  add: { alignSelf: 'start' },
});

type Props = { segment: Segment | null; tag: string | null; profiles: Table; related: Table[] };

export function Builder({ segment, tag, profiles, related }: Props) {
  const styles = useStyles();
  const { t } = useTranslation('segments');
  const toast = useToast();
  const navigate = useNavigate();
  const [state, dispatch] = useReducer(builderReducer, segment ?? undefined, startState);
  const [revealed, setRevealed] = useState(false);
  const [dragging, onDrag] = useState<string | null>(null);
  const leaving = useRef(false);
  const { draft } = state;
  const preview = usePreview(draft.rules);
  const save = useSave(segment?.id ?? null, ({ segment: { id, name }, task }) => {
    leaving.current = true;
    toast(t('builder.saved', { name }));
    void navigate({ to: '/segments/$id', params: { id }, search: task === null ? {} : { task } });
  });
  useUndoKeys(dispatch);
  const written = useMemo(() => toRules(draft.rules), [draft.rules]);
  const nameError = revealed && draft.name.trim() === '' ? t('builder.nameMissing') : undefined;
  const onSave = (over = false) => {
    setRevealed(true);
    if (draft.name.trim() === '' || written.unfinished.size > 0) {
      // Once the messages are drawn: to the first of what is missing.
      requestAnimationFrame(() => focusFirstMissing());
      return;
    }
    save.mutate({ draft, tag: over ? null : tag });
  };
  const building: Building = useMemo(
    () => ({
      ...{ dispatch, rules: draft.rules, profiles, related, dragging, onDrag, misfits: preview.misfits },
      unfinished: revealed ? written.unfinished : new Set<string>(),
    }),
    [draft.rules, profiles, related, dragging, preview.misfits, revealed, written],
  );
  return (
    <BuildingContext value={building}>
      <PageHeader
        title={segment === null ? t('builder.new') : t('builder.edit', { name: segment.name })}
        up={{ to: '/segments', label: t('title') }}
        actions={
          <BuilderActions state={state} dispatch={dispatch} busy={save.isPending} onSave={() => onSave()} />
        }
      />
      <SaveProblem
        problem={save.error}
        incomplete={revealed && written.unfinished.size > 0}
        onSaveAnyway={() => onSave(true)}
      />
      <div className={styles.columns}>
        <div className={styles.main}>
          <FactsForm
            facts={factsOf(draft)}
            onChange={(facts) => dispatch({ do: 'facts', facts })}
            problem={save.error}
            nameError={nameError}
          />
          <section className={styles.rules} aria-labelledby="segment-rules">
            <h2 id="segment-rules" className={styles.heading}>
              {t('builder.rules')}
            </h2>
            {draft.rules.map((rule, index) => (
              <RuleCard
                key={rule.id}
                {...{ rule, index, of: draft.rules.length, counting: preview.counting }}
                counts={preview.counts.get(rule.id)}
              />
            ))}
            <Button
              className={styles.add}
              icon={<Add20Regular />}
              data-add-rule
              onClick={() => dispatch({ do: 'addRule', set: 'union' })}
            >
              {t('builder.addRule')}
            </Button>
          </section>
        </div>
        <aside className={styles.side} aria-label={t('builder.preview')}>
          <PreviewPane draft={draft} preview={preview} profiles={profiles} id={segment?.id ?? null} />
        </aside>
      </div>
      <Happenings state={state} />
      <LeaveGuard dirty={hasChanges(state)} leaving={leaving} />
    </BuildingContext>
  );
}

function focusFirstMissing(): void {
  const name = document.querySelector<HTMLInputElement>('input[data-name]');
  const missing = document.querySelector<HTMLElement>(
    '[data-node][aria-describedby] select, [data-group][aria-describedby] [data-add]',
  );
  (name?.value.trim() === '' ? name : missing)?.focus();
}
