import { Button, Tooltip } from '@fluentui/react-components';
import { ArrowRedo20Regular } from '@fluentui/react-icons/svg/arrow-redo';
import { ArrowUndo20Regular } from '@fluentui/react-icons/svg/arrow-undo';
import { useNavigate } from '@tanstack/react-router';
import type { Dispatch } from 'react';
import { useTranslation } from 'react-i18next';
import type { Action, BuilderState } from './builder-state.ts';

type Props = { state: BuilderState; dispatch: Dispatch<Action>; busy: boolean; onSave: () => void };

/** Undo, redo, cancel, save. */
export function BuilderActions({ state, dispatch, busy, onSave }: Props) {
  const { t } = useTranslation(['segments', 'common']);
  const navigate = useNavigate();
  const apple = navigator.platform.startsWith('Mac');
  const sign = apple ? '⌘' : 'Ctrl+';
  return (
    <>
      <Tooltip content={`${t('builder.undo')} (${sign}Z)`} relationship="description">
        <Button
          appearance="subtle"
          icon={<ArrowUndo20Regular />}
          aria-label={t('builder.undo')}
          aria-keyshortcuts="Control+Z"
          disabledFocusable={state.past.length === 0}
          onClick={() => dispatch({ do: 'undo' })}
        />
      </Tooltip>
      <Tooltip
        content={`${t('builder.redo')} (${sign}${apple ? '⇧' : 'Shift+'}Z)`}
        relationship="description"
      >
        <Button
          appearance="subtle"
          icon={<ArrowRedo20Regular />}
          aria-label={t('builder.redo')}
          aria-keyshortcuts="Control+Shift+Z"
          disabledFocusable={state.future.length === 0}
          onClick={() => dispatch({ do: 'redo' })}
        />
      </Tooltip>
      <Button onClick={() => void navigate({ to: '/segments' })}>{t('common:cancel')}</Button>
      <Button appearance="primary" disabledFocusable={busy} onClick={onSave}>
        {busy ? t('common:saving') : t('common:save')}
      </Button>
    </>
  );
}
