// What every part of the builder needs to know of the whole.
import { createContext, type Dispatch, useContext } from 'react';
import type { Misfit } from './builder-rules.ts';
import type { Action } from './builder-state.ts';
import type { RuleNode } from './builder-tree.ts';
import type { Table } from './segment-queries.ts';

export type Building = {
  dispatch: Dispatch<Action>;
  rules: RuleNode[];
  profiles: Table;
  related: Table[];
  /** What the server has against each part, by id. */
  misfits: ReadonlyMap<string, Misfit[]>;
  /** What is to be filled in yet; empty until somebody tried to save. */
  unfinished: ReadonlySet<string>;
  /** What is being dragged. */
  dragging: string | null;
  onDrag: (id: string | null) => void;
};

export const BuildingContext = createContext<Building | null>(null);

export function useBuilding(): Building {
  const building = useContext(BuildingContext);
  if (building === null) throw new Error('useBuilding is for parts of the builder.');
  return building;
}

/** The table that conditions are about; '' is that of the profiles. */
export const tableOf = ({ profiles, related }: Building, scope: string): Table | undefined =>
  scope === '' ? profiles : related.find(({ name }) => name === scope);
