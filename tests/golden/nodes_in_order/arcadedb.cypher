MATCH (n0:Person) WHERE (n0.id IN $p1 AND (n0.areaKey STARTS WITH $p0 OR n0.adultOn <= $p2)) RETURN collect(n0{_ask: [(n0)<-[:SOURCE_OF]-(n0_s:SourceRecord)-[:KEPT_AT]->(n0_k:Agency) | n0_k.code], .id, _g1: CASE WHEN n0.areaKey STARTS WITH $p0 THEN n0{.sex} END}) AS row UNION ALL MATCH (n1:Unit) WHERE n1.id IN $p1 RETURN collect(n1{.id, .code}) AS row
//   $p0 = FromCaller(name='area')
//   $p1 = FromVariable(path=('ids',))
//   $p2 = FromCaller(name='today')
