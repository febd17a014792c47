import{e as a}from"./chunk-EBL4M2W2.js";import"./chunk-YG62LW43.js";import"./chunk-6MXNWFAU.js";export{a as markdown};
