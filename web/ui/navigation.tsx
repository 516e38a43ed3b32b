// The navigation, in the order and with the words of the product that our users know; each sees what their role may.
import { makeStyles, tokens } from '@fluentui/react-components';
import { Database20Regular } from '@fluentui/react-icons/svg/database';
import { DocumentBulletListClock20Regular } from '@fluentui/react-icons/svg/document-bullet-list-clock';
import { HeartPulse20Regular } from '@fluentui/react-icons/svg/heart-pulse';
import { Home20Regular } from '@fluentui/react-icons/svg/home';
import { PeopleTeam20Regular } from '@fluentui/react-icons/svg/people-team';
import { PersonKey20Regular } from '@fluentui/react-icons/svg/person-key';
import { PlugConnected20Regular } from '@fluentui/react-icons/svg/plug-connected';
import { Send20Regular } from '@fluentui/react-icons/svg/send';
import { Link, type LinkProps } from '@tanstack/react-router';
import { type ReactNode, useId } from 'react';
import { useTranslation } from 'react-i18next';
import type { Call } from '../../src/core/permissions.ts';
import { useMay } from '../api/session.ts';

type Target = NonNullable<LinkProps['to']>;
type Key = 'home' | 'sources' | 'exports' | 'segments' | 'connections' | 'permissions' | 'system' | 'audit';
type Item = { key: Key; to: Target; call: Call; icon: ReactNode };

const home: Item = { key: 'home', to: '/', call: 'status.read', icon: <Home20Regular /> };
const segments: Item = {
  key: 'segments',
  to: '/segments',
  call: 'segments.list',
  icon: <PeopleTeam20Regular />,
};
const data: Item[] = [
  { key: 'sources', to: '/sources', call: 'sources.list', icon: <Database20Regular /> },
  { key: 'exports', to: '/exports', call: 'exports.list', icon: <Send20Regular /> },
];
const admin: Item[] = [
  {
    key: 'connections',
    to: '/admin/connections',
    call: 'connections.create',
    icon: <PlugConnected20Regular />,
  },
  { key: 'permissions', to: '/admin/permissions', call: 'users.list', icon: <PersonKey20Regular /> },
  { key: 'system', to: '/admin/system', call: 'status.read', icon: <HeartPulse20Regular /> },
  { key: 'audit', to: '/admin/audit', call: 'audit.list', icon: <DocumentBulletListClock20Regular /> },
];

const useStyles = makeStyles({
  list: { display: 'grid', gap: tokens.spacingVerticalXXS, margin: 0, padding: 0, listStyleType: 'none' },
  group: {
    display: 'block',
    paddingInline: tokens.spacingHorizontalM,
    paddingBlock: `${tokens.spacingVerticalL} ${tokens.spacingVerticalXS}`,
    color: tokens.colorNeutralForeground3,
    fontSize: tokens.fontSizeBase200,
    fontWeight: tokens.fontWeightSemibold,
  },
  link: {
    position: 'relative',
    display: 'flex',
    alignItems: 'center',
    gap: tokens.spacingHorizontalM,
    minHeight: '36px',
    paddingInline: tokens.spacingHorizontalM,
    borderRadius: tokens.borderRadiusMedium,
    color: tokens.colorNeutralForeground2,
    textDecorationLine: 'none',
    ':hover': { backgroundColor: tokens.colorSubtleBackgroundHover, color: tokens.colorNeutralForeground1 },
    ':focus-visible': { outline: `2px solid ${tokens.colorStrokeFocus2}`, outlineOffset: '-2px' },
    '&[aria-current=page]': {
      backgroundColor: tokens.colorSubtleBackgroundSelected,
      color: tokens.colorNeutralForeground1,
      fontWeight: tokens.fontWeightSemibold,
    },
    '&[aria-current=page]::before': {
      content: '""',
      position: 'absolute',
      insetInlineStart: 0,
      width: '3px',
      height: '16px',
      borderRadius: tokens.borderRadiusCircular,
      backgroundColor: tokens.colorCompoundBrandStroke,
    },
  },
  icon: { display: 'inline-flex', flexShrink: 0 },
  gap: { marginTop: tokens.spacingVerticalM },
});

export function Navigation() {
  const styles = useStyles();
  const { t } = useTranslation('shell');
  const may = useMay();
  const visible = (items: Item[]) => items.filter(({ call }) => may(call));
  return (
    <nav aria-label={t('navigation')}>
      <ul className={styles.list}>
        <Items items={[home]} />
        <Group label={t('data')} items={visible(data)} />
        <Items items={[segments]} className={styles.gap} />
        <Group label={t('admin')} items={visible(admin)} />
      </ul>
    </nav>
  );
}

function Group({ label, items }: { label: string; items: Item[] }) {
  const styles = useStyles();
  const id = useId();
  if (items.length === 0) return null;
  return (
    <li>
      <span id={id} className={styles.group}>
        {label}
      </span>
      <ul className={styles.list} aria-labelledby={id}>
        <Items items={items} />
      </ul>
    </li>
  );
}

function Items({ items, className }: { items: Item[]; className?: string }) {
  const styles = useStyles();
  const { t } = useTranslation('shell');
  return items.map(({ key, to, icon }) => (
    <li key={key} className={className}>
      <Link
        to={to}
        className={styles.link}
        activeOptions={{ exact: to === '/', includeSearch: false }}
        activeProps={{ 'aria-current': 'page' }}
      >
        <span className={styles.icon} aria-hidden>
          {icon}
        </span>
        {t(key)}
      </Link>
    </li>
  ));
}
