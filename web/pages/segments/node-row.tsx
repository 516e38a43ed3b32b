// The frame around a condition: grip, its fields, menu, and below what is wrong with it.
import { makeStyles, tokens } from '@fluentui/react-components';
import { ErrorCircle16Regular } from '@fluentui/react-icons/svg/error-circle';
import { type ReactNode, useId } from 'react';
import { useTranslation } from 'react-i18next';
import { useBuilding } from './building.ts';
import { Grip } from './drag.tsx';
import { NodeMenu } from './node-menu.tsx';

const useStyles = makeStyles({
  node: { display: 'flex', flexDirection: 'column', gap: tokens.spacingVerticalXS, minWidth: 0 },
  row: { display: 'flex', alignItems: 'flex-start', gap: tokens.spacingHorizontalXS, minWidth: 0 },
  fields: {
    display: 'flex',
    flexWrap: 'wrap',
    alignItems: 'center',
    gap: tokens.spacingHorizontalS,
    flexGrow: 1,
    minWidth: 0,
  },
  wrong: {
    display: 'flex',
    alignItems: 'center',
    gap: tokens.spacingHorizontalXS,
    margin: 0,
    color: tokens.colorPaletteRedForeground1,
    fontSize: tokens.fontSizeBase200,
  },
  below: { paddingInlineStart: '24px', '@media (max-width: 640px)': { paddingInlineStart: 0 } },
});

type Props = { id: string; name: string; children: ReactNode; below?: ReactNode };

export function NodeRow({ id, name, children, below }: Props) {
  const styles = useStyles();
  const wrongId = useId();
  const messages = useWrong(id);
  return (
    <div
      className={styles.node}
      role="group"
      aria-label={name}
      aria-describedby={messages.length === 0 ? undefined : wrongId}
      data-node={id}
    >
      <div className={styles.row}>
        <Grip id={id} />
        <div className={styles.fields}>{children}</div>
        <NodeMenu id={id} name={name} />
      </div>
      <div className={styles.below}>
        <Wrong id={wrongId} messages={messages} />
        {below}
      </div>
    </div>
  );
}

/** What the server says of this part, or else that it is to be filled in. */
export function useWrong(id: string, emptyGroup = false): string[] {
  const { t } = useTranslation('segments');
  const { misfits, unfinished } = useBuilding();
  const said = misfits.get(id);
  if (said !== undefined) return said.map(({ message }) => message);
  if (!unfinished.has(id)) return [];
  return [t(emptyGroup ? 'builder.emptyGroup' : 'builder.fillIn')];
}

export function Wrong({ id, messages }: { id?: string; messages: string[] }) {
  const styles = useStyles();
  if (messages.length === 0) return null;
  return (
    <div id={id}>
      {messages.map((message) => (
        <p key={message} className={styles.wrong}>
          <ErrorCircle16Regular aria-hidden />
          <span>{message}</span>
        </p>
      ))}
    </div>
  );
}

/** The parts of a condition that the server turned down, such as `op`; below `prefix` alone. */
export function useWrongParts(id: string, prefix = ''): ReadonlySet<string> {
  const { misfits } = useBuilding();
  const parts = (misfits.get(id) ?? []).map(({ part }) => part);
  return new Set(parts.filter((part) => part.startsWith(prefix)).map((part) => part.slice(prefix.length)));
}
