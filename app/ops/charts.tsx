'use client';
import type { ReactElement } from 'react';
import {
  Area,
  Bar,
  BarChart,
  CartesianGrid,
  ComposedChart,
  LabelList,
  Line,
  LineChart,
  ResponsiveContainer,
  XAxis,
  YAxis,
} from 'recharts';

/** Nothing moves, and nothing takes the focus: each chart is one picture with words of its own. */
const STILL = { isAnimationActive: false } as const;
const PICTURE = { accessibilityLayer: false } as const;

const AXIS = {
  stroke: 'var(--line)',
  tick: { fill: 'var(--muted)', fontSize: 13 },
  tickLine: false,
} as const;
const LABEL = { fill: 'var(--ink)', fontSize: 14 } as const;
const MARGIN = { top: 8, right: 12, bottom: 0, left: 0 } as const;

const ROW_HEIGHT = 38;
const HEIGHT = 230;

export interface BarRow {
  name: string;
  count: number;
  /** Stands at the end of the bar. */
  label: string;
}

/** A bar each, with its words on the left and its number at its end. */
export function Bars({
  rows,
  nameWidth,
  labelWidth,
}: {
  rows: BarRow[];
  /** In px. */
  nameWidth: number;
  labelWidth: number;
}) {
  return (
    <Frame height={rows.length * ROW_HEIGHT + 8}>
      <BarChart
        {...PICTURE}
        data={rows}
        layout="vertical"
        margin={{ ...MARGIN, right: labelWidth }}
      >
        <XAxis type="number" hide domain={[0, 'dataMax']} />
        <YAxis
          {...AXIS}
          type="category"
          dataKey="name"
          width={nameWidth}
          axisLine={false}
          tick={LABEL}
          interval={0}
        />
        <Bar
          {...STILL}
          dataKey="count"
          fill="var(--accent)"
          radius={[0, 5, 5, 0]}
          barSize={20}
          minPointSize={2}
        >
          <LabelList dataKey="label" position="right" {...LABEL} />
        </Bar>
      </BarChart>
    </Frame>
  );
}

export interface Moment {
  /** Epoch ms. */
  start: number;
}

interface Axes {
  tick: (start: number) => string;
  value: (value: number) => string;
}

const STACKED = { ...STILL, stackId: 'sent', type: 'monotone', strokeWidth: 2 } as const;

/** What was verified and what was not, one on the other: together all that was sent. */
export function SmsOverTime({
  moments,
  tick,
  value,
}: Axes & { moments: (Moment & { verified: number; open: number; registered: number })[] }) {
  return (
    <Frame height={HEIGHT + 30}>
      <ComposedChart {...PICTURE} data={moments} margin={MARGIN}>
        <defs>
          <pattern id="hatch" width="7" height="7" patternUnits="userSpaceOnUse">
            <rect width="7" height="7" fill="var(--accent-soft)" />
            <path d="M-1 8 8-1M-4 4 4-4M3 11 11 3" stroke="var(--accent)" strokeWidth="1.5" />
          </pattern>
        </defs>
        {axesOf({ tick, value })}
        <Area
          {...STACKED}
          dataKey="verified"
          stroke="var(--good)"
          fill="var(--good)"
          fillOpacity={0.85}
        />
        <Area
          {...STACKED}
          dataKey="open"
          stroke="var(--accent)"
          fill="url(#hatch)"
          fillOpacity={1}
        />
        <Line
          {...STILL}
          dataKey="registered"
          type="monotone"
          stroke="var(--ink)"
          strokeWidth={2}
          strokeDasharray="2 4"
          strokeLinecap="round"
          dot={false}
        />
      </ComposedChart>
    </Frame>
  );
}

const LOOKS = {
  plain: { stroke: 'var(--good)' },
  dashed: { stroke: 'var(--focus)', strokeDasharray: '7 4' },
  dotted: { stroke: 'var(--accent)', strokeDasharray: '2 4', strokeLinecap: 'round' },
} as const;

export type Look = keyof typeof LOOKS;

/** A line for each key; a gap where there is nothing to say. */
export function Lines<Row extends Moment>({
  moments,
  lines,
  tick,
  value,
  height = HEIGHT,
}: Axes & { moments: Row[]; lines: Partial<Record<keyof Row & string, Look>>; height?: number }) {
  return (
    <Frame height={height}>
      <LineChart {...PICTURE} data={moments} margin={MARGIN}>
        {axesOf({ tick, value })}
        {Object.entries(lines).map(([key, look]) => (
          <Line
            {...STILL}
            {...LOOKS[look as Look]}
            key={key}
            dataKey={key}
            type="monotone"
            strokeWidth={2.5}
            dot={{ r: 2, strokeDasharray: 'none' }}
          />
        ))}
      </LineChart>
    </Frame>
  );
}

function axesOf({ tick, value }: Axes) {
  return [
    <CartesianGrid key="grid" vertical={false} stroke="var(--soft)" />,
    <XAxis {...AXIS} key="x" dataKey="start" tickFormatter={tick} minTickGap={28} />,
    <YAxis {...AXIS} key="y" axisLine={false} tickFormatter={value} width={52} tickCount={5} />,
  ];
}

function Frame({ height, children }: { height: number; children: ReactElement }) {
  return (
    <ResponsiveContainer width="100%" height={height} initialDimension={{ width: 300, height }}>
      {children}
    </ResponsiveContainer>
  );
}
