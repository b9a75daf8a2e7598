// Preact and htm, which are one file of web/vendor.toml. Every other module takes them from here.
export {
  Component,
  createContext,
  h,
  html,
  render,
  useCallback,
  useContext,
  useEffect,
  useLayoutEffect,
  useMemo,
  useRef,
  useState,
} from "/assets/htm-preact.mjs?v=3.1.1";
