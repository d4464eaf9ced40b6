import { BarChart, LineChart } from 'echarts/charts';
import { GridComponent, LegendComponent, TooltipComponent } from 'echarts/components';
import { type EChartsCoreOption, type EChartsType, init, use } from 'echarts/core';
import { SVGRenderer } from 'echarts/renderers';
import { useEffect, useRef } from 'react';

use([BarChart, LineChart, GridComponent, TooltipComponent, LegendComponent, SVGRenderer]);

export type ChartOption = EChartsCoreOption;

/** An ECharts drawing that follows its place's size. `words` says in a sentence what it shows. */
export default function Chart(props: {
  option: ChartOption;
  words: string;
  height: number;
  onPick?: (index: number) => void;
}) {
  const place = useRef<HTMLDivElement>(null);
  const chart = useRef<EChartsType>(undefined);
  const pick = useRef(props.onPick);
  pick.current = props.onPick;

  useEffect(() => {
    if (place.current === null) return;
    const drawn = init(place.current, undefined, { renderer: 'svg' });
    chart.current = drawn;
    drawn.on('click', (event) => pick.current?.(event.dataIndex));
    const observer = new ResizeObserver(() => drawn.resize());
    observer.observe(place.current);
    return () => {
      observer.disconnect();
      drawn.dispose();
    };
  }, []);

  useEffect(() => {
    chart.current?.setOption(props.option, { notMerge: true });
  }, [props.option]);

  return (
    <div ref={place} role="img" aria-label={props.words} style={{ height: props.height, width: '100%' }} />
  );
}
