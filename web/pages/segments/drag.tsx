// Moving by pointer: a grip that is dragged, and the places between conditions where it may be let go. Everything that
// this does can be done from the menu of the condition too.
import { makeStyles, mergeClasses, tokens } from '@fluentui/react-components';
import { ReOrderDotsVertical20Regular } from '@fluentui/react-icons/svg/re-order-dots-vertical';
import { useState } from 'react';
import { mayMove } from './builder-tree.ts';
import { useBuilding } from './building.ts';

const useStyles = makeStyles({
  grip: {
    display: 'inline-flex',
    alignItems: 'center',
    height: '32px',
    color: tokens.colorNeutralForeground3,
    cursor: 'grab',
    ':active': { cursor: 'grabbing' },
    ':hover': { color: tokens.colorNeutralForeground1 },
    '@media (pointer: coarse)': { display: 'none' },
  },
  slot: { height: '8px', borderRadius: tokens.borderRadiusMedium },
  open: {
    height: '14px',
    marginBlock: '2px',
    border: `1px dashed ${tokens.colorNeutralStroke1}`,
  },
  over: {
    backgroundColor: tokens.colorBrandBackground2,
    border: `1px dashed ${tokens.colorBrandStroke1}`,
  },
});

export function Grip({ id }: { id: string }) {
  const { onDrag } = useBuilding();
  const styles = useStyles();
  return (
    <span
      className={styles.grip}
      draggable
      aria-hidden
      data-grip={id}
      onDragStart={(event) => {
        event.dataTransfer.setData('text/plain', id);
        event.dataTransfer.effectAllowed = 'move';
        const row = event.currentTarget.closest('[data-node]');
        if (row !== null) event.dataTransfer.setDragImage(row, 8, 16);
        // A page that moves while a drag begins makes the browser give it up.
        setTimeout(() => onDrag(id));
      }}
      onDragEnd={() => onDrag(null)}
    >
      <ReOrderDotsVertical20Regular />
    </span>
  );
}

export function DropSlot({ group, index }: { group: string; index: number }) {
  const { dragging, onDrag, rules, dispatch } = useBuilding();
  const styles = useStyles();
  const [over, setOver] = useState(false);
  const to = { group, index };
  const allowed = dragging !== null && mayMove(rules, dragging, to);
  if (!allowed) return <div className={styles.slot} />;
  return (
    // biome-ignore lint/a11y/noStaticElementInteractions: for pointers alone; the menu moves by keyboard
    <div
      className={mergeClasses(styles.slot, styles.open, over && styles.over)}
      data-slot={`${group}.${index}`}
      onDragOver={(event) => {
        event.preventDefault();
        setOver(true);
      }}
      onDragLeave={() => setOver(false)}
      onDrop={(event) => {
        event.preventDefault();
        setOver(false);
        onDrag(null);
        dispatch({ do: 'move', id: dragging, to });
      }}
    />
  );
}
