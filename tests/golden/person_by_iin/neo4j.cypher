MATCH (n0:Person) WHERE (n0.iinIndex IN $p1 AND (n0.areaKey STARTS WITH $p0 OR n0.adultOn <= $p2)) RETURN n0{_ask: [(n0)<-[:SOURCE_OF]-(n0_s:SourceRecord)-[:KEPT_AT]->(n0_k:Agency) | n0_k.code], .id, _g1: CASE WHEN n0.areaKey STARTS WITH $p0 THEN n0{.familyName, .iin, _id: n0.id} END} AS row ORDER BY n0.id LIMIT 1
//   $p0 = FromCaller(name='area')
//   $p1 = Blind(type='Person', field='iin', of=FromVariable(path=('n',)))
//   $p2 = FromCaller(name='today')
