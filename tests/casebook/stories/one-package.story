# One pig, one carcass, one packing run of 400 packages, of which number 50 is sold: a record in order.
station farm-01 farm group:1411300001/F1 一号场
station farm-02 farm group:1411240002/Q1 二号场
station truck-01 transport - 王家运输
station plant-01 slaughter place:plant-01 吕梁屠宰厂
station packer-01 packer place:packer-01 分割包装车间
station shop-01 shop place:shop-01 离石门店
station shop-02 shop place:shop-02 太原门店
name P1 = pig:114113000000001
name P2 = pig:114113000000002
name F1 = group:1411300001/F1
name F2 = group:1411300001/F2
name TRUCK = truck:晋J12345
name TRUCK2 = truck:晋J54321
name DRUG = input:pharma/D1
name C1 = carcass:plant-01/20260701/1
name C2 = carcass:plant-01/20260701/2
name LOT = lot:06901234000016/T1
name RUN = run:06901234000016/L1/1-400
name PKG = package 06901234000016/L1/50
[birth] 01-01 08:00 farm-01 birth out=$P1 to=$F1 by=op-1
[tag] 01-10 08:00 farm-01 tag out=$P1 tagging=first by=op-1
[medicate] 02-10 08:00 farm-01 medicate of=$F1 in=$DRUG withdrawal_days=28 by=op-1
[residue] 06-28 08:00 farm-01 test of=$P1 agent=clenbuterol method=strip finding=negative by=op-1
[certify] 06-30 06:00 farm-01 certify of=$P1 out=doc:B/1 to=$TRUCK form=B expires="07-01 00:00" by=vet-1
[load] 06-30 08:00 truck-01 load of=$P1 from=$F1 to=$TRUCK cert=doc:B/1 by=op-2
[unload] 06-30 10:00 truck-01 unload of=$P1 from=$TRUCK to=place:lairage cert=doc:B/1 by=op-2
[arrive] 06-30 10:10 plant-01 arrive of=$P1 to=place:lairage cert=doc:B/1 by=op-3
[asf] 06-30 12:00 plant-01 test of=$P1 agent=asf method=pcr finding=negative by=lab-1
[antemortem] 06-30 13:00 plant-01 antemortem of=$P1 verdict=pass by=vet-2
[slaughter] 07-01 08:00 plant-01 slaughter in=$P1 out=$C1 by=op-3
[inspect] 07-01 09:00 plant-01 inspect of=$C1 verdict=pass by=vet-2
[chill] 07-01 10:00 plant-01 chill of=$C1 to=place:chill-1 readings=0:18,60:9,120:2 by=op-3
[certify-meat] 07-02 05:00 plant-01 certify of=$C1 out=doc:PA/9 form=PA expires="07-08 00:00" by=vet-2
[ship] 07-02 06:00 plant-01 ship of=$C1 to=place:packer-01 by=op-3
[receive] 07-02 07:00 packer-01 receive of=$C1 by=op-4
[cut] 07-02 08:00 packer-01 cut in=$C1 out=$LOT by=op-4
[pack] 07-02 09:00 packer-01 pack in=$LOT out=$RUN net_kg=0.3 best_before=2026-07-09 serial_key=0707070707070707070707070707070707070707070707070707070707070707 by=op-4
[load-meat] 07-03 06:00 packer-01 load of=$PKG to=$TRUCK2 by=op-4
[track] 07-03 06:30 truck-01 track of=$TRUCK2 readings=0:2.5,10:4,20:3 by=op-2
[unload-meat] 07-03 07:00 truck-01 unload of=$PKG from=$TRUCK2 to=place:shop-01 by=op-2
[sell] 07-04 09:00 shop-01 sell of=$PKG by=op-5
