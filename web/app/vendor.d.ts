// What the pages use of Preact and htm (web/vendor.toml), for the checks of `tsc`; no browser loads this file.

export function html(strings: TemplateStringsArray, ...values: any[]): any;
export function render(tree: any, parent: Element): void;
export function h(type: any, properties: any, ...children: any[]): any;
export class Component {}
export function createContext<T>(value: T): any;
export function useContext<T>(context: any): T;
export function useState<T>(first: T | (() => T)): [T, (next: T | ((before: T) => T)) => void];
export function useEffect(effect: () => void | (() => void), inputs?: unknown[]): void;
export function useLayoutEffect(effect: () => void | (() => void), inputs?: unknown[]): void;
export function useMemo<T>(make: () => T, inputs: unknown[]): T;
export function useCallback<T>(callback: T, inputs: unknown[]): T;
export function useRef<T>(first: T): { current: T };
