package main

import "github.com/pion/webrtc/v4"

// viewMessage is {type:"view", view}.
type viewMessage struct {
	Type string   `json:"type"`
	View peerView `json:"view"`
}

// peerView is the call as this end of it sees it. Tests of a page's filters rest on it: Received is every candidate
// that reached this process by signalling, by whichever way and whether or not pion took it.
type peerView struct {
	Received           []receivedCandidate `json:"received"`
	Defaults           []mediaDefault      `json:"defaults"`
	ICEConnectionState string              `json:"iceConnectionState"`
	ConnectionState    string              `json:"connectionState"`
	SelectedPair       *pairView           `json:"selectedPair"` // null: none yet
	Messages           int64               `json:"messages"`     // data channel messages echoed
}

// pairView is a candidate pair; local is the peer's own end.
type pairView struct {
	Local  candidateView `json:"local"`
	Remote candidateView `json:"remote"`
}

type candidateView struct {
	Type     string `json:"type"`
	Address  string `json:"address"`
	Port     int    `json:"port"`
	Protocol string `json:"protocol"`
}

// view is made on the queue.
func (p *peer) view() peerView {
	return peerView{
		Received:           p.received,
		Defaults:           p.defaults,
		ICEConnectionState: p.pc.ICEConnectionState().String(),
		ConnectionState:    p.pc.ConnectionState().String(),
		SelectedPair:       p.selectedPair(),
		Messages:           p.messages.Load(),
	}
}

func (p *peer) sendView() { p.sock.send(viewMessage{Type: "view", View: p.view()}) }

// selectedPair asks the ICE transport: pion never fills in the selected pair of its transport statistics. It asks
// only after ICE has started, because until then pion v4.2 writes unguarded what GetSelectedCandidatePair reads.
func (p *peer) selectedPair() *pairView {
	if !p.started {
		return nil
	}
	pair, err := p.pc.SCTP().Transport().ICETransport().GetSelectedCandidatePair()
	if err != nil || pair == nil {
		return nil
	}
	return &pairView{Local: viewCandidate(pair.Local), Remote: viewCandidate(pair.Remote)}
}

func viewCandidate(c *webrtc.ICECandidate) candidateView {
	return candidateView{Type: c.Typ.String(), Address: c.Address, Port: int(c.Port), Protocol: c.Protocol.String()}
}
