// One contact exactly as it is sent: its fields by name, and on request the very JSON.
import { makeStyles, Text, tokens } from '@fluentui/react-components';
import { useTranslation } from 'react-i18next';
import { useFormat } from '../../ui/format.ts';

const useStyles = makeStyles({
  card: {
    display: 'flex',
    flexDirection: 'column',
    gap: tokens.spacingVerticalXS,
    padding: tokens.spacingHorizontalM,
    borderRadius: tokens.borderRadiusLarge,
    backgroundColor: tokens.colorNeutralBackground3,
    minWidth: 0,
  },
  email: { fontWeight: tokens.fontWeightSemibold, overflowWrap: 'anywhere' },
  facts: {
    display: 'grid',
    gridTemplateColumns: 'minmax(72px, max-content) minmax(0, 1fr)',
    columnGap: tokens.spacingHorizontalM,
    margin: 0,
    fontSize: tokens.fontSizeBase200,
  },
  name: { color: tokens.colorNeutralForeground2, overflowWrap: 'anywhere' },
  value: { margin: 0, overflowWrap: 'anywhere' },
  summary: { fontSize: tokens.fontSizeBase200, color: tokens.colorNeutralForeground2, cursor: 'pointer' },
  json: {
    margin: 0,
    fontFamily: tokens.fontFamilyMonospace,
    fontSize: tokens.fontSizeBase100,
    whiteSpace: 'pre-wrap',
    overflowWrap: 'anywhere',
  },
});

type Contact = Record<string, unknown>;

const isThing = (value: unknown): value is Contact =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** The address that the contact is known by, as Omnisend wants it: an identifier of type email. */
export function emailOf(contact: Contact): string {
  const identifiers = Array.isArray(contact.identifiers) ? contact.identifiers.filter(isThing) : [];
  return String(identifiers.find(({ type }) => type === 'email')?.id ?? contact.email ?? '');
}

/** Fields by name; things within are told by dotted names. */
export function fieldsOf(contact: Contact, before = ''): [name: string, value: unknown][] {
  return Object.entries(contact).flatMap(([name, value]): [string, unknown][] => {
    if (name === 'identifiers' && Array.isArray(value)) return identifierFields(value.filter(isThing));
    return isThing(value) ? fieldsOf(value, `${before}${name}.`) : [[before + name, value]];
  });
}

function identifierFields(identifiers: Contact[]): [string, unknown][] {
  return identifiers.flatMap((identifier): [string, unknown][] => {
    const type = String(identifier.type);
    const channels = isThing(identifier.channels) ? identifier.channels[type] : undefined;
    const status = isThing(channels) && channels.status !== undefined ? [channels.status] : [];
    const own: [string, unknown][] = type === 'email' ? [] : [[type, identifier.id]];
    return [...own, ...status.map((each): [string, unknown] => [`${type}.status`, each])];
  });
}

export function ContactCard({ contact }: { contact: Contact }) {
  const styles = useStyles();
  const { t } = useTranslation('runs');
  const format = useFormat();
  const words = (value: unknown) =>
    Array.isArray(value)
      ? format.list(value.map(String))
      : typeof value === 'object'
        ? JSON.stringify(value)
        : String(value);
  return (
    <li className={styles.card}>
      <Text className={styles.email}>{emailOf(contact)}</Text>
      <dl className={styles.facts}>
        {fieldsOf(contact).map(([name, value]) => (
          <div key={name} style={{ display: 'contents' }}>
            <dt className={styles.name}>{name}</dt>
            <dd className={styles.value}>{words(value)}</dd>
          </div>
        ))}
      </dl>
      <details>
        <summary className={styles.summary}>{t('asJson')}</summary>
        <pre className={styles.json}>{JSON.stringify(contact, null, 2)}</pre>
      </details>
    </li>
  );
}
