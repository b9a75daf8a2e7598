MATCH (n0:Person) WHERE (n0.iinIndex IN $p0 AND (n0.areaKey STARTS WITH $p1 OR n0.adultOn <= $p2)) RETURN collect(n0{_iinIndex: n0.iinIndex, _id: n0.id}) AS row
//   $p0 = Blind(type='Person', field='iin', of=FromVariable(path=('n',)))
//   $p1 = FromCaller(name='area')
//   $p2 = FromCaller(name='today')
