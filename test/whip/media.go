package main

import (
	"errors"

	"github.com/pion/rtcp"
	"github.com/pion/webrtc/v4"
)

var videoCodec = webrtc.RTPCodecCapability{
	MimeType:     webrtc.MimeTypeVP8,
	ClockRate:    90000,
	RTCPFeedback: []webrtc.RTCPFeedback{{Type: "nack", Parameter: "pli"}},
}

// publishedTrack is a video that comes from a publisher.
type publishedTrack struct {
	*webrtc.TrackLocalStaticRTP
	publisher *webrtc.PeerConnection
}

// askKeyFrame does nothing as long as no packet has come.
func (t *publishedTrack) askKeyFrame() {
	for _, receiver := range t.publisher.GetReceivers() {
		if remote := receiver.Track(); remote != nil {
			_ = t.publisher.WriteRTCP([]rtcp.Packet{&rtcp.PictureLossIndication{MediaSSRC: uint32(remote.SSRC())}}) // it may be gone
		}
	}
}

// publish makes what the connection sends the track that viewers get.
func (e *endpoint) publish(pc *webrtc.PeerConnection) error {
	local, err := webrtc.NewTrackLocalStaticRTP(videoCodec, "video", "published")
	if err != nil {
		return err
	}
	e.mu.Lock()
	e.track = &publishedTrack{local, pc}
	e.mu.Unlock()
	pc.OnTrack(func(remote *webrtc.TrackRemote, _ *webrtc.RTPReceiver) {
		for {
			packet, _, err := remote.ReadRTP()
			if err != nil {
				return // the publisher is gone
			}
			_ = local.WriteRTP(packet) // a viewer that is gone has an error of its own
		}
	})
	return nil
}

// view sends the published track over the connection. A viewer cannot begin
// but with a key frame, and its browser asks for one until it has it.
func (e *endpoint) view(pc *webrtc.PeerConnection) error {
	e.mu.Lock()
	track := e.track
	e.mu.Unlock()
	if track == nil {
		return errors.New("nothing is published")
	}
	sender, err := pc.AddTrack(track)
	if err != nil {
		return err
	}
	go func() {
		for {
			packets, _, err := sender.ReadRTCP()
			if err != nil {
				return // the viewer is gone
			}
			for _, packet := range packets {
				if _, ok := packet.(*rtcp.PictureLossIndication); ok {
					track.askKeyFrame()
				}
			}
		}
	}()
	return nil
}
