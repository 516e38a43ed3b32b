// Conditions of which all or any must hold, and what can be added to them.
import {
  Button,
  Menu,
  MenuItem,
  MenuList,
  MenuPopover,
  MenuTrigger,
  makeStyles,
  mergeClasses,
  tokens,
} from '@fluentui/react-components';
import { Add20Regular } from '@fluentui/react-icons/svg/add';
import { Group20Regular } from '@fluentui/react-icons/svg/group';
import { TableAdd20Regular } from '@fluentui/react-icons/svg/table-add';
import { Fragment, useId } from 'react';
import { useTranslation } from 'react-i18next';
import type { GroupNode, RuleTreeNode } from './builder-tree.ts';
import { useBuilding } from './building.ts';
import { ConditionRow } from './condition-row.tsx';
import { DropSlot, Grip } from './drag.tsx';
import { NodeMenu } from './node-menu.tsx';
import { useWrong, Wrong } from './node-row.tsx';
import { Pick } from './pick.tsx';
import { RelatedRow } from './related-row.tsx';

const useStyles = makeStyles({
  box: { display: 'flex', flexDirection: 'column', minWidth: 0 },
  nested: {
    padding: tokens.spacingHorizontalM,
    borderRadius: tokens.borderRadiusLarge,
    backgroundColor: tokens.colorNeutralBackground2,
    border: `1px solid ${tokens.colorNeutralStroke2}`,
    borderInlineStartWidth: '3px',
    borderInlineStartColor: tokens.colorNeutralStroke1,
    '@media (max-width: 640px)': { padding: tokens.spacingHorizontalS },
  },
  any: { borderInlineStartColor: tokens.colorBrandStroke1 },
  head: { display: 'flex', flexWrap: 'wrap', alignItems: 'center', gap: tokens.spacingHorizontalS },
  end: { marginInlineStart: 'auto' },
  add: { display: 'flex', flexWrap: 'wrap', gap: tokens.spacingHorizontalXS },
});

type Props = {
  group: GroupNode;
  /** The related table whose rows it is about; '' for profiles. */
  scope: string;
  /** Before the choice of all or any. */
  title?: string;
  /** A group inside a group can be moved and removed. */
  movable?: boolean;
};

export function GroupBox({ group, scope, title, movable = false }: Props) {
  const styles = useStyles();
  const { t } = useTranslation('segments');
  const { dispatch } = useBuilding();
  const wrongId = useId();
  const messages = useWrong(group.id, true);
  const nested = movable || title !== undefined;
  const matches = [
    { value: 'all', label: t('builder.matchAll') },
    { value: 'any', label: t('builder.matchAny') },
  ] as const;
  return (
    <div
      className={mergeClasses(
        styles.box,
        nested && styles.nested,
        nested && group.match === 'any' && styles.any,
      )}
      role="group"
      aria-label={title ?? t('builder.group')}
      aria-describedby={messages.length === 0 ? undefined : wrongId}
      data-group={group.id}
      data-node={movable ? group.id : undefined}
    >
      <div className={styles.head}>
        {movable ? <Grip id={group.id} /> : null}
        {title === undefined ? null : <span>{title}</span>}
        <Pick
          label={t('builder.match')}
          value={group.match}
          options={matches}
          onChange={(match) => dispatch({ do: 'match', group: group.id, match })}
        />
        {movable ? (
          <span className={styles.end}>
            <NodeMenu id={group.id} name={t('builder.group')} isGroup />
          </span>
        ) : null}
      </div>
      {group.nodes.map((node, index) => (
        <Fragment key={node.id}>
          <DropSlot group={group.id} index={index} />
          <NodeOf node={node} scope={scope} />
        </Fragment>
      ))}
      <DropSlot group={group.id} index={group.nodes.length} />
      <Wrong id={wrongId} messages={messages} />
      <AddButtons group={group} scope={scope} />
    </div>
  );
}

function NodeOf({ node, scope }: { node: RuleTreeNode; scope: string }) {
  switch (node.kind) {
    case 'attribute':
      return <ConditionRow node={node} scope={scope} />;
    case 'related':
      return <RelatedRow node={node} />;
    case 'group':
      return <GroupBox group={node} scope={scope} movable />;
  }
}

function AddButtons({ group: { id: group }, scope }: { group: GroupNode; scope: string }) {
  const styles = useStyles();
  const { t } = useTranslation('segments');
  const { dispatch, related } = useBuilding();
  const add = (kind: RuleTreeNode['kind'], table?: string) =>
    dispatch({ do: 'add', group, kind, ...(table === undefined ? {} : { table }) });
  return (
    <div className={styles.add}>
      <Button
        size="small"
        appearance="subtle"
        icon={<Add20Regular />}
        data-add
        onClick={() => add('attribute')}
      >
        {t('builder.addCondition')}
      </Button>
      <Button size="small" appearance="subtle" icon={<Group20Regular />} onClick={() => add('group')}>
        {t('builder.addGroup')}
      </Button>
      {scope !== '' || related.length === 0 ? null : (
        <Menu>
          <MenuTrigger disableButtonEnhancement>
            <Button size="small" appearance="subtle" icon={<TableAdd20Regular />}>
              {t('builder.addRelated')}
            </Button>
          </MenuTrigger>
          <MenuPopover>
            <MenuList>
              {related.map(({ name }) => (
                <MenuItem key={name} onClick={() => add('related', name)}>
                  {name}
                </MenuItem>
              ))}
            </MenuList>
          </MenuPopover>
        </Menu>
      )}
    </div>
  );
}
