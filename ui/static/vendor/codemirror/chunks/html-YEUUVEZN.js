import{b as x}from"./chunk-4OPOBFG7.js";function Q(e){for(var t=1;t<arguments.length;t++){var r=arguments[t];for(var n in r)Object.prototype.hasOwnProperty.call(r,n)&&(e[n]=r[n])}return e}function k(e,t){return Array(t+1).join(e)}function D(e){return e.replace(/^\n*/,"")}function $(e){for(var t=e.length;t>0&&e[t-1]===`
`;)t--;return e.substring(0,t)}function B(e){return $(D(e))}var J=["ADDRESS","ARTICLE","ASIDE","AUDIO","BLOCKQUOTE","BODY","CANVAS","CENTER","DD","DIR","DIV","DL","DT","FIELDSET","FIGCAPTION","FIGURE","FOOTER","FORM","FRAMESET","H1","H2","H3","H4","H5","H6","HEADER","HGROUP","HR","HTML","ISINDEX","LI","MAIN","MENU","NAV","NOFRAMES","NOSCRIPT","OL","OUTPUT","P","PRE","SECTION","TABLE","TBODY","TD","TFOOT","TH","THEAD","TR","UL"];function b(e){return N(e,J)}var L=["AREA","BASE","BR","COL","COMMAND","EMBED","HR","IMG","INPUT","KEYGEN","LINK","META","PARAM","SOURCE","TRACK","WBR"];function P(e){return N(e,L)}function Z(e){return I(e,L)}var M=["A","TABLE","THEAD","TBODY","TFOOT","TH","TD","IFRAME","SCRIPT","AUDIO","VIDEO"];function ee(e){return N(e,M)}function te(e){return I(e,M)}function N(e,t){return t.indexOf(e.nodeName)>=0}function I(e,t){return e.getElementsByTagName&&t.some(function(r){return e.getElementsByTagName(r).length})}var re=[[/\\/g,"\\\\"],[/\*/g,"\\*"],[/^-/g,"\\-"],[/^\+ /g,"\\+ "],[/^(=+)/g,"\\$1"],[/^(#{1,6}) /g,"\\$1 "],[/`/g,"\\`"],[/^~~~/g,"\\~~~"],[/\[/g,"\\["],[/\]/g,"\\]"],[/^>/g,"\\>"],[/_/g,"\\_"],[/^(\d+)\. /g,"$1\\. "]];function H(e){return re.reduce(function(t,r){return t.replace(r[0],r[1])},e)}var f={};f.paragraph={filter:"p",replacement:function(e){return`

`+e+`

`}};f.lineBreak={filter:"br",replacement:function(e,t,r){return r.br+`
`}};f.heading={filter:["h1","h2","h3","h4","h5","h6"],replacement:function(e,t,r){var n=Number(t.nodeName.charAt(1));if(r.headingStyle==="setext"&&n<3){var i=k(n===1?"=":"-",e.length);return`

`+e+`
`+i+`

`}else return`

`+k("#",n)+" "+e+`

`}};f.blockquote={filter:"blockquote",replacement:function(e){return e=B(e).replace(/^/gm,"> "),`

`+e+`

`}};f.list={filter:["ul","ol"],replacement:function(e,t){var r=t.parentNode;return r.nodeName==="LI"&&r.lastElementChild===t?`
`+e:`

`+e+`

`}};f.listItem={filter:"li",replacement:function(e,t,r){var n=r.bulletListMarker+"   ",i=t.parentNode;if(i.nodeName==="OL"){var a=i.getAttribute("start"),l=Array.prototype.indexOf.call(i.children,t);n=(a?Number(a)+l:l+1)+".  "}var o=/\n$/.test(e);return e=B(e)+(o?`
`:""),e=e.replace(/\n/gm,`
`+" ".repeat(n.length)),n+e+(t.nextSibling?`
`:"")}};f.indentedCodeBlock={filter:function(e,t){return t.codeBlockStyle==="indented"&&e.nodeName==="PRE"&&e.firstChild&&e.firstChild.nodeName==="CODE"},replacement:function(e,t,r){return`

    `+t.firstChild.textContent.replace(/\n/g,`
    `)+`

`}};f.fencedCodeBlock={filter:function(e,t){return t.codeBlockStyle==="fenced"&&e.nodeName==="PRE"&&e.firstChild&&e.firstChild.nodeName==="CODE"},replacement:function(e,t,r){for(var n=t.firstChild.getAttribute("class")||"",i=(n.match(/language-(\S+)/)||[null,""])[1],a=t.firstChild.textContent,l=r.fence.charAt(0),o=3,s=new RegExp("^"+l+"{3,}","gm"),c;c=s.exec(a);)c[0].length>=o&&(o=c[0].length+1);var h=k(l,o);return`

`+h+i+`
`+a.replace(/\n$/,"")+`
`+h+`

`}};f.horizontalRule={filter:"hr",replacement:function(e,t,r){return`

`+r.hr+`

`}};f.inlineLink={filter:function(e,t){return t.linkStyle==="inlined"&&e.nodeName==="A"&&e.getAttribute("href")},replacement:function(e,t){var r=R(t.getAttribute("href")),n=w(g(t.getAttribute("title"))),i=n?' "'+n+'"':"";return"["+e+"]("+r+i+")"}};f.referenceLink={filter:function(e,t){return t.linkStyle==="referenced"&&e.nodeName==="A"&&e.getAttribute("href")},replacement:function(e,t,r){var n=R(t.getAttribute("href")),i=g(t.getAttribute("title"));i&&(i=' "'+w(i)+'"');var a,l;switch(r.linkReferenceStyle){case"collapsed":a="["+e+"][]",l="["+e+"]: "+n+i;break;case"shortcut":a="["+e+"]",l="["+e+"]: "+n+i;break;default:var o=this.references.length+1;a="["+e+"]["+o+"]",l="["+o+"]: "+n+i}return this.references.push(l),a},references:[],append:function(e){var t="";return this.references.length&&(t=`

`+this.references.join(`
`)+`

`,this.references=[]),t}};f.emphasis={filter:["em","i"],replacement:function(e,t,r){return e.trim()?r.emDelimiter+e+r.emDelimiter:""}};f.strong={filter:["strong","b"],replacement:function(e,t,r){return e.trim()?r.strongDelimiter+e+r.strongDelimiter:""}};f.code={filter:function(e){var t=e.previousSibling||e.nextSibling,r=e.parentNode.nodeName==="PRE"&&!t;return e.nodeName==="CODE"&&!r},replacement:function(e){if(!e)return"";e=e.replace(/\r?\n|\r/g," ");for(var t=/^`|^ .*?[^ ].* $|`$/.test(e)?" ":"",r="`",n=e.match(/`+/gm)||[];n.indexOf(r)!==-1;)r=r+"`";return r+t+e+t+r}};f.image={filter:"img",replacement:function(e,t){var r=H(g(t.getAttribute("alt"))),n=R(t.getAttribute("src")||""),i=g(t.getAttribute("title")),a=i?' "'+w(i)+'"':"";return n?"!["+r+"]("+n+a+")":""}};function g(e){return e?e.replace(/(\n+\s*)+/g,`
`):""}function R(e){var t=e.replace(/([<>()])/g,"\\$1");return t.indexOf(" ")>=0?"<"+t+">":t}function w(e){return e.replace(/"/g,'\\"')}function F(e){this.options=e,this._keep=[],this._remove=[],this.blankRule={replacement:e.blankReplacement},this.keepReplacement=e.keepReplacement,this.defaultRule={replacement:e.defaultReplacement},this.array=[];for(var t in e.rules)this.array.push(e.rules[t])}F.prototype={add:function(e,t){this.array.unshift(t)},keep:function(e){this._keep.unshift({filter:e,replacement:this.keepReplacement})},remove:function(e){this._remove.unshift({filter:e,replacement:function(){return""}})},forNode:function(e){if(e.isBlank)return this.blankRule;var t;return(t=v(this.array,e,this.options))||(t=v(this._keep,e,this.options))||(t=v(this._remove,e,this.options))?t:this.defaultRule},forEach:function(e){for(var t=0;t<this.array.length;t++)e(this.array[t],t)}};function v(e,t,r){for(var n=0;n<e.length;n++){var i=e[n];if(ne(i,t,r))return i}}function ne(e,t,r){var n=e.filter;if(typeof n=="string"){if(n===t.nodeName.toLowerCase())return!0}else if(Array.isArray(n)){if(n.indexOf(t.nodeName.toLowerCase())>-1)return!0}else if(typeof n=="function"){if(n.call(e,t,r))return!0}else throw new TypeError("`filter` needs to be a string, array, or function")}function ie(e){var t=e.element,r=e.isBlock,n=e.isVoid,i=e.isPre||function(z){return z.nodeName==="PRE"};if(!(!t.firstChild||i(t))){for(var a=null,l=!1,o=null,s=C(o,t,i);s!==t;){if(s.nodeType===3||s.nodeType===4){var c=s.data.replace(/[ \r\n\t]+/g," ");if((!a||/ $/.test(a.data))&&!l&&c[0]===" "&&(c=c.substr(1)),!c){s=y(s);continue}s.data=c,a=s}else if(s.nodeType===1)r(s)||s.nodeName==="BR"?(a&&(a.data=a.data.replace(/ $/,"")),a=null,l=!1):n(s)||i(s)?(a=null,l=!0):a&&(l=!1);else{s=y(s);continue}var h=C(o,s,i);o=s,s=h}a&&(a.data=a.data.replace(/ $/,""),a.data||y(a))}}function y(e){var t=e.nextSibling||e.parentNode;return e.parentNode.removeChild(e),t}function C(e,t,r){return e&&e.parentNode===t||r(t)?t.nextSibling||t.parentNode:t.firstChild||t.nextSibling||t.parentNode}var E=typeof window<"u"?window:{};function ae(){var e=E.DOMParser,t=!1;try{new e().parseFromString("","text/html")&&(t=!0)}catch{}return t}function le(){var e=function(){};return se()?e.prototype.parseFromString=function(t){var r=new window.ActiveXObject("htmlfile");return r.designMode="on",r.open(),r.write(t),r.close(),r}:e.prototype.parseFromString=function(t){var r=document.implementation.createHTMLDocument("");return r.open(),r.write(t),r.close(),r},e}function se(){var e=!1;try{document.implementation.createHTMLDocument("").open()}catch{E.ActiveXObject&&(e=!0)}return e}var oe=ae()?E.DOMParser:le();function ce(e,t){var r;if(typeof e=="string"){var n=ue().parseFromString('<x-turndown id="turndown-root">'+e+"</x-turndown>","text/html");r=n.getElementById("turndown-root")}else r=e.cloneNode(!0);return ie({element:r,isBlock:b,isVoid:P,isPre:t.preformattedCode?fe:null}),r}var A;function ue(){return A=A||new oe,A}function fe(e){return e.nodeName==="PRE"||e.nodeName==="CODE"}function me(e,t){return e.isBlock=b(e),e.isCode=e.nodeName==="CODE"||e.parentNode.isCode,e.isBlank=he(e),e.flankingWhitespace=pe(e,t),e}function he(e){return!P(e)&&!ee(e)&&/^\s*$/i.test(e.textContent)&&!Z(e)&&!te(e)}function pe(e,t){if(e.isBlock||t.preformattedCode&&e.isCode)return{leading:"",trailing:""};var r=de(e.textContent);return r.leadingAscii&&O("left",e,t)&&(r.leading=r.leadingNonAscii),r.trailingAscii&&O("right",e,t)&&(r.trailing=r.trailingNonAscii),{leading:r.leading,trailing:r.trailing}}function de(e){var t=e.match(/^(([ \t\r\n]*)(\s*))(?:(?=\S)[\s\S]*\S)?((\s*?)([ \t\r\n]*))$/);return{leading:t[1],leadingAscii:t[2],leadingNonAscii:t[3],trailing:t[4],trailingNonAscii:t[5],trailingAscii:t[6]}}function O(e,t,r){var n,i,a;return e==="left"?(n=t.previousSibling,i=/ $/):(n=t.nextSibling,i=/^ /),n&&(n.nodeType===3?a=i.test(n.nodeValue):r.preformattedCode&&n.nodeName==="CODE"?a=!1:n.nodeType===1&&!b(n)&&(a=i.test(n.textContent))),a}var ge=Array.prototype.reduce;function p(e){if(!(this instanceof p))return new p(e);var t={rules:f,headingStyle:"setext",hr:"* * *",bulletListMarker:"*",codeBlockStyle:"indented",fence:"```",emDelimiter:"_",strongDelimiter:"**",linkStyle:"inlined",linkReferenceStyle:"full",br:"  ",preformattedCode:!1,blankReplacement:function(r,n){return n.isBlock?`

`:""},keepReplacement:function(r,n){return n.isBlock?`

`+n.outerHTML+`

`:n.outerHTML},defaultReplacement:function(r,n){return n.isBlock?`

`+r+`

`:r}};this.options=Q({},t,e),this.rules=new F(this.options)}p.prototype={turndown:function(e){if(!Ae(e))throw new TypeError(e+" is not a string, or an element/document/fragment node.");if(e==="")return"";var t=W.call(this,new ce(e,this.options));return ve.call(this,t)},use:function(e){if(Array.isArray(e))for(var t=0;t<e.length;t++)this.use(e[t]);else if(typeof e=="function")e(this);else throw new TypeError("plugin must be a Function or an Array of Functions");return this},addRule:function(e,t){return this.rules.add(e,t),this},keep:function(e){return this.rules.keep(e),this},remove:function(e){return this.rules.remove(e),this},escape:function(e){return H(e)}};function W(e){var t=this;return ge.call(e.childNodes,function(r,n){n=new me(n,t.options);var i="";return n.nodeType===3?i=n.isCode?n.nodeValue:t.escape(n.nodeValue):n.nodeType===1&&(i=ye.call(t,n)),_(r,i),r},[])}function ve(e){var t=this;return this.rules.forEach(function(r){typeof r.append=="function"&&_(e,r.append(t.options))}),e.join("").replace(/^[\t\r\n]+/,"").replace(/[\t\r\n\s]+$/,"")}function ye(e){var t=this.rules.forNode(e),r=W.call(this,e).join(""),n=e.flankingWhitespace;return(n.leading||n.trailing)&&(r=r.trim()),n.leading+t.replacement(r,e,this.options)+n.trailing}function _(e,t){var r=e.pop()||"",n=$(r),i=D(t),a=Math.max(r.length-n.length,t.length-i.length),l=`

`.substring(0,a);n&&e.push(n),l&&e.push(l),i&&e.push(i)}function Ae(e){return e!=null&&(typeof e=="string"||e.nodeType&&(e.nodeType===1||e.nodeType===9||e.nodeType===11))}var U="/notes/",ke=/^\/notes\/[^/]+\/image$/;function q(e){for(let t of e.querySelectorAll("a[href]"))V(t,"href");for(let t of e.querySelectorAll("img[src]"))V(t,"src");for(let t of e.querySelectorAll("a.missing,img.missing"))t.removeAttribute("title")}function V(e,t){e.setAttribute(t,be(e.getAttribute(t)??""))}function be(e){if(e.startsWith("//"))return`https:${e}`;if(!e.startsWith(`${location.origin}/`))return e;let{pathname:t,search:r,searchParams:n,hash:i}=new URL(e);return ke.test(t)?n.get("at")??e:t===location.pathname&&i?i:(t.startsWith(U)?t.slice(U.length):t)+r+i}var Ne="h1,h2,h3,h4,h5,h6,ul,ol,table,blockquote,pre,hr,a[href],img,math,strong,b,em,i,code,del,s,strike,mark,p[style*=mso-list]",Re="script,style,noscript,template,svg,button,[hidden],.katex-html,.anchor",we=/white-space:\s*pre|font-family:[^;]*(?:mono|consolas|courier|menlo)/i,j=/mso-list:\s*\w+ level(\d)/i,G=/mso-list:\s*ignore/i,X=/^\s*(?:javascript|data|vbscript|file|blob|about|#\s*$)/i,Ee=/(?:^|\s)(?:lang(?:uage)?-|highlight-source-|brush:\s*)([\w+#.-]+)/i,Te={"":"---",left:":--",right:"--:",center:":-:"},Se=/font-weight:\s*(?:bold|[6-9]00)/i,xe=/font-style:\s*italic/i;function Xe(e){let{body:t}=new DOMParser().parseFromString(e,"text/html");for(let r of d(t,Re))r.remove();return q(t),Ce(t)||!Oe(t)?null:u.turndown(t).trim()||null}function d(e,t){return Array.from(e.querySelectorAll(t))}function Ce(e){let t=e.children.length===1?e.children[0]:null;return!t||t.querySelector("code,table,ul,ol,h1,h2,h3,p")?!1:t.localName==="pre"||we.test(m(t))}function Oe(e){return d(e,Ne).some(r=>!K(r))||d(e,"span").some(r=>T(r)!=="")}function K(e){return/^(?:b|i)$/.test(e.localName)&&/(?:weight|style):\s*(?:normal|400)/i.test(m(e))}function m(e){return e.getAttribute("style")??""}function T(e){let t=m(e);return(Se.test(t)?"**":"")+(xe.test(t)?"*":"")}function Y(e,t){let r=e.trim();return r&&t?e.replace(r,()=>t+r+t):e}var u=new p({headingStyle:"atx",bulletListMarker:"-",codeBlockStyle:"fenced",emDelimiter:"*",hr:"---"}),De=u.escape.bind(u);u.escape=e=>De(e).replace(/<(?=[a-z/!?])/gi,"\\<");u.addRule("normal",{filter:K,replacement:e=>e});u.addRule("looks",{filter:e=>e.localName==="span"&&T(e)!=="",replacement:(e,t)=>Y(e,T(t))});var $e=[["~~","del","s","strike"],["==","mark"],["~","sub"],["^","sup"]];for(let[e,...t]of $e)u.addRule(e,{filter:t,replacement:r=>Y(r,e)});u.addRule("link",{filter:e=>e.localName==="a"&&X.test(e.getAttribute("href")??"#"),replacement:e=>e});u.addRule("wiki link",{filter:e=>e.localName==="a"&&e.classList.contains("wiki-link")&&Be(e),replacement:(e,t)=>`[[${t.textContent}]]`});u.addRule("image",{filter:e=>e.localName==="img"&&X.test(e.getAttribute("src")||"#"),replacement:(e,t)=>t.getAttribute("alt")??""});u.addRule("formula",{filter:e=>e.localName==="math"&&S(e)!=="",replacement:(e,t)=>Le(t)});u.addRule("fence",{filter:"pre",replacement:(e,t)=>Pe(t)});u.addRule("item",{filter:"li",replacement:Me});u.addRule("item of Word",{filter:e=>e.localName==="p"&&j.test(m(e)),replacement:Ie});u.addRule("marker of Word",{filter:e=>e.localName==="span"&&G.test(m(e)),replacement:()=>""});u.addRule("task",{filter:e=>e.localName==="input"&&e.getAttribute("type")==="checkbox",replacement:(e,t)=>t.hasAttribute("checked")?"[x]":"[ ]"});u.addRule("table",{filter:"table",replacement:(e,t)=>He(t)??`

${e}

`});function Be(e){return e.getAttribute("href")===encodeURIComponent(e.textContent??"")}function S(e){return e.querySelector('annotation[encoding="application/x-tex"]')?.textContent?.trim()??""}function Le(e){return e.getAttribute("display")==="block"?`

$$
${S(e)}
$$

`:`$${S(e)}$`}function Pe(e){let t=(e.textContent??"").replace(/\n+$/,""),r=t.match(/`{3,}/g)??[],n="`".repeat(Math.max(3,...r.map(o=>o.length+1))),l=[e.querySelector("code"),e,e.parentElement].map(o=>o?.className??"").map(o=>Ee.exec(o)?.[1]).find(Boolean)??"";return`

${n}${l}
${t}
${n}

`}function Me(e,t){let r=t.parentElement,n=Array.from(r?.children??[]).filter(({localName:s})=>s==="li"),i=parseInt(r?.getAttribute("start")??"",10)||1,a=r?.localName==="ol"?`${i+n.indexOf(t)}. `:"- ",l=e.trim().replace(/^(\[[ x]\])\s*/,"$1 ").replace(/\n{2,}(?=\s*(?:[-+*]|\d+\.) )/g,`
`),o=t===n[n.length-1];return a+l.replace(/\n(?=.)/g,`
${" ".repeat(a.length)}`)+(o?"":`
`)}function Ie(e,t){let r=Number(j.exec(m(t))?.[1]),n=d(t,"span").find(a=>G.test(m(a)))?.textContent??"",i=/\d+[.)]/.exec(n)?.[0]??"-";return`
${"    ".repeat(r-1)}${i} ${e.trim()}
`}function He(e){let t=d(e,"tr").map(({children:c})=>Array.from(c,We)),r=Math.max(0,...t.map(c=>c.length));if(t.length<2||r<2||e.querySelector("table"))return null;let n=Array.from(e.querySelector("tr")?.children??[]),i=Array.from({length:r},(c,h)=>Fe(n[h])),a=t.map(c=>[...c,...Array(r-c.length).fill("")]),l={prefix:"",rows:a,sides:i,opens:!0,closes:!0,spaced:!0},o=i.map(c=>Te[c]);return`

${(x(l)?.lines??[a[0],o,...a.slice(1)].map(_e)).join(`
`)}

`}function Fe(e){let r=/text-align:\s*(right|center)/.exec(e?m(e):"")?.[1]??e?.getAttribute("align");return r==="right"||r==="center"?r:""}function We(e){return u.turndown(e).trim().replace(/\s*\n\s*/g," ").replace(/(?<!\\)\|/g,"\\|")}function _e(e){return`| ${e.join(" | ")} |`}export{Xe as markdownOf};
