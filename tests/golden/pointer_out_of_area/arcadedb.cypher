MATCH (n3:Person) WHERE (n3.id = $p2 AND (n3.areaKey STARTS WITH $p1 OR n3.adultOn <= $p0)) RETURN n3{.id, _g1: CASE WHEN n3.areaKey STARTS WITH $p1 THEN n3{.familyName, birthDate: toString(n3.birthDate), _m1: CASE WHEN (n3.adultOn <= $p0 AND n3.areaKey STARTS WITH $p1) THEN 3 ELSE 2 END} END, _g2: CASE WHEN n3.areaKey STARTS WITH $p1 THEN n3{region: head([(n3)-[:LIVES_IN]->(n0:Region) | n0{name: n0.nameKk}]), registrations: [(n3)<-[:REGISTERS]-(n1:Registration) | n1{.id}], sources: [(n3)<-[:SOURCE_OF]-(n2:SourceRecord) | n2{_id: n2.id, .system, _m0: CASE WHEN n2.adultOn <= $p0 THEN 3 ELSE 2 END}]} END} AS row
//   $p0 = FromCaller(name='today')
//   $p1 = FromCaller(name='area')
//   $p2 = FromVariable(path=('id',))
