// What each role may do, told by the very table that decides it.
import { makeStyles, tokens } from '@fluentui/react-components';
import { Checkmark20Regular } from '@fluentui/react-icons/svg/checkmark';
import { useTranslation } from 'react-i18next';
import { type Call, decide, ruleOf } from '../../../src/core/permissions.ts';

const roles = ['viewer', 'contributor', 'administrator'] as const;
type Role = (typeof roles)[number];

const abilities = [
  ['can_see', 'runs.list'],
  ['can_tokens', 'tokens.create'],
  ['can_segments', 'segments.create'],
  ['can_exports', 'exports.create'],
  ['can_refresh', 'refresh.start'],
  ['can_connections', 'connections.create'],
  ['can_users', 'users.create'],
  ['can_schedule', 'schedule.update'],
  ['can_audit', 'audit.list'],
] as const satisfies [string, Call][];

const useStyles = makeStyles({
  frame: {
    overflowX: 'auto',
    borderRadius: tokens.borderRadiusXLarge,
    border: `1px solid ${tokens.colorNeutralStroke2}`,
    backgroundColor: tokens.colorNeutralBackground1,
  },
  table: {
    width: '100%',
    borderCollapse: 'collapse',
    '& th, & td': {
      padding: `${tokens.spacingVerticalM} ${tokens.spacingHorizontalL}`,
      textAlign: 'start',
      verticalAlign: 'middle',
      fontWeight: tokens.fontWeightRegular,
      borderBottom: `1px solid ${tokens.colorNeutralStroke3}`,
      '@media (max-width: 640px)': { padding: tokens.spacingHorizontalS, fontSize: tokens.fontSizeBase200 },
    },
    '& thead th': { fontWeight: tokens.fontWeightSemibold },
    '& tbody tr:last-child > *': { borderBottom: 'none' },
  },
  yes: { display: 'inline-flex', alignItems: 'center', gap: tokens.spacingHorizontalXS },
  sign: {
    color: tokens.colorStatusSuccessForeground1,
    flexShrink: 0,
    '@media (max-width: 640px)': { display: 'none' },
  },
  no: { color: tokens.colorNeutralForeground3 },
});

export function Roles() {
  const styles = useStyles();
  const { t } = useTranslation(['permissions', 'shell']);
  return (
    <section className={styles.frame} aria-label={t('roles')}>
      <table className={styles.table}>
        <thead>
          <tr>
            <th scope="col">{t('may')}</th>
            {roles.map((role) => (
              <th key={role} scope="col">
                {t(`shell:role_${role}`)}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {abilities.map(([key, call]) => (
            <tr key={key}>
              <th scope="row">{t(key)}</th>
              {roles.map((role) => (
                <td key={role}>
                  <Answer role={role} call={call} />
                </td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </section>
  );
}

function Answer({ role, call }: { role: Role; call: Call }) {
  const styles = useStyles();
  const { t } = useTranslation('permissions');
  const may = (credential: 'session' | 'token') => decide(call, { role, credential }) === 'allowed';
  if (!may('session')) return <span className={styles.no}>{t('mayNot')}</span>;
  const shared = role !== 'administrator' && ruleOf(call).on.length > 0;
  const word = shared ? t('mayShared') : may('token') ? t('mayAll') : t('mayReadOnly');
  return (
    <span className={styles.yes}>
      <Checkmark20Regular className={styles.sign} aria-hidden />
      {word}
    </span>
  );
}
