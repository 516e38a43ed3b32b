// What is asked before an export loses its connection, or goes.
import { Radio, RadioGroup } from '@fluentui/react-components';
import { useQueryClient } from '@tanstack/react-query';
import { useNavigate } from '@tanstack/react-router';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { api, ask } from '../../api/client.ts';
import { type Export, takeBackExport } from '../../api/export-calls.ts';
import { ConfirmDialog } from '../../ui/confirm-dialog.tsx';
import { useToast } from '../../ui/toasts.tsx';

type Props = { item: Export; onClose: () => void; onRemoved?: () => void };

export function DetachDialog({ item, onClose }: Props) {
  const { t } = useTranslation('exports');
  const queries = useQueryClient();
  const toast = useToast();
  const detach = async () => {
    await ask(api.POST('/api/exports/{id}/detach', { params: { path: { id: item.id } } }));
    queries.invalidateQueries({ queryKey: ['exports'] });
    toast(t('detached', { name: item.name }));
  };
  return (
    <ConfirmDialog
      open
      title={t('detachTitle', { name: item.name })}
      confirmLabel={t('detach')}
      onConfirm={detach}
      onClose={onClose}
    >
      <span>{t('detachText')}</span>
    </ConfirmDialog>
  );
}

export function RemoveDialog({ item, onClose, onRemoved }: Props) {
  const { t } = useTranslation(['exports', 'common']);
  const queries = useQueryClient();
  const navigate = useNavigate();
  const toast = useToast();
  const [contacts, setContacts] = useState('leave');
  const remove = async () => {
    if (contacts === 'takeBack') {
      const run = await takeBackExport(item.id);
      queries.invalidateQueries({ queryKey: ['exports'] });
      toast(t('takingBack', { name: item.name }), { intent: 'info' });
      await navigate({ to: '/runs/$id', params: { id: run.id } });
      return;
    }
    await ask(api.DELETE('/api/exports/{id}', { params: { path: { id: item.id } } }));
    queries.invalidateQueries({ queryKey: ['exports'] });
    toast(t('removed', { name: item.name }));
    onRemoved?.();
  };
  const everRan = item.lastRun !== null && item.connectionId !== null;
  return (
    <ConfirmDialog
      open
      danger
      title={t('removeTitle', { name: item.name })}
      confirmLabel={t('common:remove')}
      onConfirm={remove}
      onClose={onClose}
    >
      <span>{t('removeText')}</span>
      {everRan ? (
        <RadioGroup
          aria-label={t('whatOfContacts')}
          value={contacts}
          onChange={(_, { value }) => setContacts(value)}
        >
          <Radio value="leave" label={{ children: t('leaveContacts') }} />
          <Radio value="takeBack" label={{ children: t('takeBack') }} />
        </RadioGroup>
      ) : null}
    </ConfirmDialog>
  );
}
