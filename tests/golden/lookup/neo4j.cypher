MATCH (n0:Person) WHERE (n0.iin IN $p0 AND (n0.areaKey STARTS WITH $p1 OR n0.adultOn <= $p2)) RETURN n0{_iin: n0.iin, _id: n0.id} AS row
//   $p0 = FromVariable(path=('n',))
//   $p1 = FromCaller(name='area')
//   $p2 = FromCaller(name='today')
