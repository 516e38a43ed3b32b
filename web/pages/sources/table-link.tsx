// The way to a table.
import { Link as FluentLink } from '@fluentui/react-components';
import { useNavigate } from '@tanstack/react-router';

export function TableLink({ name }: { name: string }) {
  const navigate = useNavigate();
  const href = `/tables/${encodeURIComponent(name)}`;
  return (
    <FluentLink
      href={href}
      onClick={(event) => {
        if (event.metaKey || event.ctrlKey || event.shiftKey) return;
        event.preventDefault();
        void navigate({ to: '/tables/$name', params: { name } });
      }}
    >
      {name}
    </FluentLink>
  );
}
