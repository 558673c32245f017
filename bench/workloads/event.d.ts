/** An event as a producer hands it over. */
export interface Event {
  id: string;
  name: string;
  source: string;
  time: number;
  data: any;
  causes: string[];
}
