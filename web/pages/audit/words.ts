import { useTranslation } from 'react-i18next';
import type { Schemas } from '../../api/client.ts';

type Entry = Schemas['AuditEntry'];

/** "Added a user"; an action that has no words yet is told by its code. */
export function useActionName(): (action: string) => string {
  const { t } = useTranslation('audit');
  return (action) => t(`actions.${action}` as 'actions.users.create', { defaultValue: action });
}

export function useActorName(): (actor: Entry['actor']) => string {
  const { t } = useTranslation('audit');
  return ({ kind, name }) => name ?? t(`by_${kind}`);
}
