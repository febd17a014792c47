import{g as a}from"./chunk-FGA6RQRA.js";import"./chunk-JGEHUTWO.js";import"./chunk-74SF2XNR.js";export{a as markdown};
