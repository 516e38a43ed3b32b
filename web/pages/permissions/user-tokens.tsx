// The tokens of somebody else: an administrator sees what they are for, and can take them away.
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { people, type User } from '../../api/people-calls.ts';
import { SidePane } from '../../ui/side-pane.tsx';
import { TokenList } from '../profile/token-list.tsx';

export function UserTokens({ user, onClose }: { user: User | null; onClose: () => void }) {
  const { t } = useTranslation('permissions');
  const queries = useQueryClient();
  const id = user?.id ?? '';
  const queryKey = ['users', id, 'tokens'];
  const tokens = useQuery({
    queryKey,
    enabled: user !== null,
    queryFn: async () => (await people.tokens(id)).items,
  });
  return (
    <SidePane open={user !== null} title={t('tokensOf', { name: user?.name })} onClose={onClose}>
      <TokenList
        list={tokens}
        empty={{ title: t('noTokensOf', { name: user?.name }) }}
        onRemove={async (token) => {
          await people.removeToken(id, token.id);
          await queries.invalidateQueries({ queryKey });
        }}
      />
    </SidePane>
  );
}
